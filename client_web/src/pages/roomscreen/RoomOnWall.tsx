import { IconMicrophone, IconVideo } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { wallHandoutFile } from '../../api/handouts';
import { RoomButton } from '../../components/RoomButton';
import { LiveContext, useLive, useOwn, useRoom } from '../../hooks/live';
import { OwnDevices } from '../../media/own';
import type { RoomView } from '../../protocol/messages';
import { peopleOf } from '../../room/people';
import { screenOf } from '../../room/screen';
import type { LiveRoom } from '../../room/live';
import { roomScreen as words } from '../../texts/clinic';
import { texts } from '../../texts/en';
import { connect } from '../session/connect';
import { ReconnectBanner } from '../session/ReconnectBanner';
import { RemoteSound } from '../session/RemoteSound';
import { Stage } from '../session/room/Stage';
import { StartSound } from '../session/room/StartSound';
import { useShare } from '../session/room/useShare';
import classes from './RoomScreen.module.css';

const TICKET = '/api/kiosk/room/ticket';

/** The room takes part: its camera and microphone are on, and those at home are on the wall. */
export function RoomOnWall({ session, onEnded }: { session: string; onEnded: () => void }) {
  const [devices] = useState(() => new OwnDevices());
  const [live, setLive] = useState<LiveRoom | null>(null);
  useEffect(() => {
    let gone = false;
    let joined: LiveRoom | null = null;
    void Promise.all([devices.setOn('microphone', true, false), devices.setOn('camera', true, false)]).then(() => {
      if (gone) return;
      joined = connect(session, devices, TICKET);
      setLive(joined);
    });
    return () => {
      gone = true;
      joined?.close();
      devices.stop();
    };
  }, [devices, session]);
  if (live === null) return <main className={classes.idle} data-mantine-color-scheme="dark" aria-busy />;
  return (
    <LiveContext value={{ live, devices }}>
      <Wall onEnded={onEnded} />
    </LiveContext>
  );
}

/** What else is on this computer, as slides, for those at home. */
function ShareThis({ view }: { view: RoomView }) {
  const { live } = useLive();
  const share = useShare(view, () => void live.sharing.start());
  if (share === null) return null;
  return (
    <div className={classes.share}>
      <RoomButton small onClick={share}>
        {view.screen === view.me.participant ? texts.sharing.stop : texts.sharing.control}
      </RoomButton>
    </div>
  );
}

function Wall({ onEnded }: { onEnded: () => void }) {
  const state = useRoom();
  const { microphone, camera } = useOwn();
  const { ending, view } = state;
  useEffect(() => {
    if (ending) onEnded();
  }, [ending, onEnded]);
  const people = view === null ? [] : peopleOf(view, state);
  const shown = view?.handout ?? null;
  const handout = shown && { ...shown, closes: false, file: () => wallHandoutFile(shown.handout) };
  return (
    <main className={classes.wall} data-mantine-color-scheme="dark">
      <h1 className="visually-hidden">{words.title}</h1>
      <ReconnectBanner />
      <RemoteSound />
      <p className={classes.live} role="status">
        <IconVideo size={20} aria-hidden />
        <IconMicrophone size={20} aria-hidden />
        {microphone.problem || camera.problem ? words.trouble : view?.me.on_hold ? words.onHold : words.live}
      </p>
      <div className={classes.stage}>
        {people.length === 0 && shown === null ? <p className={classes.title}>{words.nobody}</p> : <Stage people={people} self={null} front={view?.spotlight ?? null} screen={view && screenOf(view, state)} handout={handout} />}
      </div>
      {view && <ShareThis view={view} />}
      <StartSound />
    </main>
  );
}
