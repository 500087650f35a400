import { Switch } from '@mantine/core';
import type { OwnDevices, OwnState } from '../../../media/own';
import { texts } from '../../../texts/en';
import classes from './DeviceCheck.module.css';

/** On or off, apart from which device; remembered. */
export function DeviceSwitches({ own, devices }: { own: OwnState; devices: OwnDevices }) {
  return (
    <div className={classes.switches}>
      <Switch
        size="md"
        label={texts.devices.on(texts.devices.microphone)}
        checked={own.microphone.on}
        onChange={(event) => void devices.setOn('microphone', event.currentTarget.checked)}
      />
      <Switch
        size="md"
        label={texts.devices.on(texts.devices.camera)}
        checked={own.camera.on}
        onChange={(event) => void devices.setOn('camera', event.currentTarget.checked)}
      />
    </div>
  );
}
