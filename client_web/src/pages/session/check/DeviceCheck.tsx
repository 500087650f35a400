import { Button } from '@mantine/core';
import type { SessionDetail } from '../../../api/types';
import { CalmPage } from '../../../components/CalmPage';
import { OwnPicture } from '../../../components/OwnPicture';
import { useStore } from '../../../hooks/useStore';
import type { OwnDevices } from '../../../media/own';
import { texts } from '../../../texts/en';
import { SessionFacts } from '../SessionFacts';
import { DeviceSwitches } from './DeviceSwitches';
import classes from './DeviceCheck.module.css';
import { DeviceSelects } from './DeviceSelects';
import { MicrophoneMeter } from './MicrophoneMeter';
import { NetworkHint } from './NetworkHint';
import { Problems } from './Problems';
import { SpeakerTest } from './SpeakerTest';

interface DeviceCheckProps {
  session: SessionDetail;
  staff: boolean;
  devices: OwnDevices;
  onJoin: () => void;
}

/** Before joining: picture, microphone meter, a tone to hear, and whether to come in with both, sound only or to listen. */
export function DeviceCheck({ session, staff, devices, onJoin }: DeviceCheckProps) {
  const own = useStore(devices.store);
  const { microphone, camera } = own;
  const sound = microphone.on && microphone.track;
  const words = texts.devices;
  const label = staff ? words.enterRoom : camera.on ? words.joinVideo : sound ? words.joinAudio : words.joinListen;
  const leave = () => devices.stop();
  return (
    <CalmPage wide title={words.title} lead={<SessionFacts session={session} />} clinic={session.clinic} phone={session.phone} exit={staff ? null : leave}>
      <div className={classes.columns}>
        <section className={classes.picture}>
          <OwnPicture camera={camera} />
          <DeviceSwitches own={own} devices={devices} />
          <Button size="lg" fullWidth onClick={onJoin} loading={microphone.opening && !microphone.track}>
            {label}
          </Button>
          {!staff && <p className={classes.here}>{words.here}</p>}
        </section>
        <section className={classes.checks}>
          <Problems own={own} devices={devices} />
          <MicrophoneMeter microphone={microphone} />
          <SpeakerTest speaker={own.preferences.speaker} />
          <NetworkHint />
          <details className={classes.more}>
            <summary>{words.settings}</summary>
            <DeviceSelects own={own} devices={devices} />
          </details>
        </section>
      </div>
    </CalmPage>
  );
}
