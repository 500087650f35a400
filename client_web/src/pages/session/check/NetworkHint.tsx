import { useNetwork } from '@mantine/hooks';
import { IconWifi, IconWifiOff } from '@tabler/icons-react';
import { texts } from '../../../texts/en';
import classes from './DeviceCheck.module.css';

const SLOW = ['slow-2g', '2g', '3g'];

/** What the browser itself knows of the connection. */
export function NetworkHint() {
  const { online, effectiveType } = useNetwork();
  const slow = effectiveType !== undefined && SLOW.includes(effectiveType);
  return (
    <div className={classes.row}>
      {online ? <IconWifi aria-hidden /> : <IconWifiOff aria-hidden />}
      <p className={classes.words} role="status">
        {!online ? texts.devices.offline : slow ? texts.devices.slow : texts.devices.online}
      </p>
    </div>
  );
}
