import { useDocumentTitle } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useRoomToday } from '../../api/roomDevices';
import type { RoomToday } from '../../api/types';
import { useNow } from '../../hooks/useNow';
import { useWakeLock } from '../../hooks/useWakeLock';
import { roomScreen as words } from '../../texts/clinic';
import { clock } from '../../time/zone';
import { RoomOnWall } from './RoomOnWall';
import classes from './RoomScreen.module.css';

const BACK_AFTER_MS = 5_000;

/** The wall of one room: what meets today and, once staff bring the room in, those at home. */
export default function RoomScreen({ name }: { name: string }) {
  useDocumentTitle(words.title);
  useWakeLock();
  const today = useRoomToday();
  const [ended, setEnded] = useState<string | null>(null);
  const session = today.data?.session ?? null;

  // What ended here though staff have not sent it away is tried again: they would miss the room.
  useEffect(() => {
    if (ended === null) return;
    const timer = setTimeout(() => setEnded(null), BACK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [ended]);

  if (session !== null && session !== ended) {
    return <RoomOnWall key={session} session={session} onEnded={() => setEnded(session)} />;
  }
  return <Idle name={name} today={today.data} away={today.isError} />;
}

function Idle({ name, today, away }: { name: string; today: RoomToday | undefined; away: boolean }) {
  const now = useNow(10_000);
  return (
    <main className={classes.idle} data-mantine-color-scheme="dark">
      <p className={classes.name}>{name}</p>
      {today && <p className={classes.clock}>{clock(today.time_zone, new Date(now))}</p>}
      <h1 className={classes.title}>{words.waits}</h1>
      <p className={classes.help}>{words.waitsHelp}</p>
      {away && (
        <p className={classes.away} role="alert">
          {words.away}
        </p>
      )}
      {today && today.today.length > 0 && (
        <ul className={classes.today} aria-label={words.today}>
          {today.today.map((one) => (
            <li key={`${one.starts_at} ${one.facilitators.join()}`}>
              <strong>
                {clock(today.time_zone, new Date(one.starts_at))}–{clock(today.time_zone, new Date(one.ends_at))}
              </strong>{' '}
              {words.with(one.facilitators)}
            </li>
          ))}
        </ul>
      )}
    </main>
  );
}
