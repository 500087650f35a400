import { Button } from '@mantine/core';
import type { SessionDetail } from '../../../api/types';
import { CalmPage } from '../../../components/CalmPage';
import { OwnPicture } from '../../../components/OwnPicture';
import { useStore } from '../../../hooks/useStore';
import type { OwnDevices } from '../../../media/own';
import { texts } from '../../../texts/en';
import { Cover } from '../room/Cover';
import { SessionFacts } from '../SessionFacts';
import { useCover } from '../useCover';
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

/** M and V, as in the room. */
function deviceKeys(devices: OwnDevices) {
  const toggle = (kind: 'microphone' | 'camera') => () => void devices.setOn(kind, !devices.store.get()[kind].on);
  return { m: toggle('microphone'), v: toggle('camera') };
}

/** Neither is heard by anybody yet; the camera's light goes off all the same, and stays off until it is turned on. */
function hide(devices: OwnDevices) {
  return () => {
    void devices.setOn('microphone', false, false);
    void devices.setOn('camera', false, false);
  };
}

/** Before joining: picture, microphone meter, a tone to hear, and whether to come in with both, sound only or to listen. */
export function DeviceCheck({ session, staff, devices, onJoin }: DeviceCheckProps) {
  const own = useStore(devices.store);
  const { microphone, camera } = own;
  const sound = microphone.on && microphone.track;
  const words = texts.devices;
  const label = staff ? words.enterRoom : camera.on ? words.joinVideo : sound ? words.joinAudio : words.joinListen;
  const leave = () => devices.stop();
  const { covered, cover, uncover } = useCover(hide(devices), deviceKeys(devices));
  if (covered) return <Cover onBack={uncover} />;
  return (
    <CalmPage wide cover={cover} title={words.title} lead={<SessionFacts session={session} />} clinic={session.clinic} phone={session.phone} exit={staff ? null : leave}>
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
          <p className={classes.hint}>{words.keys}</p>
        </section>
      </div>
    </CalmPage>
  );
}
