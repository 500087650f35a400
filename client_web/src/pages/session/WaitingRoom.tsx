import { Button } from '@mantine/core';
import { useState } from 'react';
import type { RoomView } from '../../protocol/messages';
import { CalmPage, Quote } from '../../components/CalmPage';
import { OwnPicture } from '../../components/OwnPicture';
import { useLive, useOwn, useRoom } from '../../hooks/live';
import { useNow } from '../../hooks/useNow';
import { texts } from '../../texts/en';
import { AskForHelp } from './AskForHelp';
import { DeviceSwitches } from './check/DeviceSwitches';
import { ChangedDialog } from './joining/ChangedDialog';
import { Observers } from './Observers';
import { Cover } from './room/Cover';
import { useRoomKeys } from './room/useRoomKeys';
import { SessionFacts } from './SessionFacts';
import classes from './WaitingRoom.module.css';

const CALM_EVERY = 20_000;

/** Before admission: who runs it and when, one's own picture, a word from the facilitator. Never who else waits. */
export function WaitingRoom({ view }: { view: RoomView }) {
  const { live, devices } = useLive();
  const own = useOwn();
  const now = useNow(CALM_EVERY);
  const words = texts.waiting;
  const { covered } = useRoom();
  const [changing, setChanging] = useState(false);
  useRoomKeys(view, () => undefined, {});
  const early = now < Date.parse(view.session.starts_at);
  if (covered) return <Cover onBack={() => live.cover(false)} />;
  return (
    <CalmPage
      wide
      cover={() => live.cover(true)}
      title={words.title}
      lead={<SessionFacts session={view.session} />}
      clinic={view.session.clinic}
      phone={view.session.phone}
      exit={() => live.vanish()}
    >
      <div className={classes.columns}>
        <section>
          <p className={classes.soon} role="status">
            {early ? words.early : words.soon}
          </p>
          <Observers names={view.session.observers} />
          <div aria-live="polite">
            {view.waiting_message && <Quote by={words.message}>{view.waiting_message}</Quote>}
          </div>
          <p className={classes.calm}>{words.calm[Math.floor(now / CALM_EVERY) % words.calm.length]}</p>
          <p>{words.privacy}</p>
          {view.me.role !== 'observer' && <AskForHelp session={view.session.session} />}
          <div className={classes.acts}>
            {view.me.role === 'client' && (
              <Button variant="default" onClick={() => setChanging(true)}>
                {texts.joining.changed}
              </Button>
            )}
            <Button variant="default" onClick={() => void live.leave()}>
              {words.leave}
            </Button>
          </div>
          {changing && <ChangedDialog session={view.session.session} onClose={() => setChanging(false)} />}
        </section>
        <section className={classes.picture}>
          <OwnPicture camera={own.camera} />
          <DeviceSwitches own={own} devices={devices} />
        </section>
      </div>
    </CalmPage>
  );
}
