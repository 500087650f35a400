import { IconMicrophone, IconMicrophoneOff } from '@tabler/icons-react';
import { useMeter } from '../../../hooks/useMeter';
import type { Captured } from '../../../media/capture';
import { texts } from '../../../texts/en';
import classes from './DeviceCheck.module.css';

/** A bar that moves with one's voice. */
export function MicrophoneMeter({ microphone }: { microphone: Captured }) {
  const on = microphone.on && microphone.track !== null;
  const level = useMeter(on ? microphone.track : null);
  return (
    <div className={classes.row}>
      {on ? <IconMicrophone aria-hidden /> : <IconMicrophoneOff aria-hidden />}
      <div className={classes.grow}>
        <div
          className={classes.track}
          role="meter"
          aria-label={texts.devices.meter}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(level * 10) * 10}
        >
          <div className={classes.level} style={{ transform: `scaleX(${level})` }} />
        </div>
        <p className={classes.hint}>{on ? texts.devices.meterHelp : texts.devices.meterOff}</p>
      </div>
    </div>
  );
}
