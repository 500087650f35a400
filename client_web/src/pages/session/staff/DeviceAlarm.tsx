import { useEffect } from 'react';
import { playArrival } from '../../../media/audio';
import type { DeviceView } from '../../../protocol/messages';
import { texts } from '../../../texts/en';
import classes from './StaffPanel.module.css';

/** Over the room, whatever panel is open: the clinic's room is cut off from those at home. */
export function DeviceAlarm({ device }: { device: DeviceView | null }) {
  const lost = device !== null && device.state !== 'connected';
  useEffect(() => {
    if (lost) playArrival();
  }, [lost]);
  return (
    <div role="alert" aria-label={texts.roomDevice.title}>
      {lost && <p className={classes.alert}>{texts.roomDevice.alarm[device.state === 'lost' ? 'lost' : 'silent'](device.name)}</p>}
    </div>
  );
}
