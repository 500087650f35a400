import { IconEyeOff } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import type { RoomView } from '../../../protocol/messages';
import { QuickExit } from '../../../components/QuickExit';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { useNow } from '../../../hooks/useNow';
import { texts } from '../../../texts/en';
import { clockHere } from '../../../time/zone';
import { EndDialog } from '../staff/EndDialog';
import { StartSession } from '../staff/StartSession';
import { minutesLeft, minutesBetween } from '../times';
import classes from './room.module.css';

/** What the session is and how far, and the two ways to hide. */
export function TopBar({ view, onCover }: { view: RoomView; onCover: () => void }) {
  const { live } = useLive();
  const vanish = useCallback(() => live.vanish(), [live]);
  const starts = view.staff !== null && view.session.phase === 'planned';
  return (
    <header className={classes.top}>
      <p className={starts ? `${classes.facts} ${classes.long}` : classes.facts}>
        <span className={classes.long}>
          <strong>{view.session.title}</strong> ·{' '}
        </span>
        <Progress view={view} />
      </p>
      {starts && <StartSession />}
      <RoomButton small onClick={onCover} title="B" aria-label={`${texts.room.someoneCameIn}, ${texts.room.someoneShort}`}>
        <IconEyeOff size={20} aria-hidden />
        <span className={classes.long}>{texts.room.someoneCameIn}</span>
        <span className={classes.short}>{texts.room.someoneShort}</span>
      </RoomButton>
      {view.staff ? <EndForAll /> : <QuickExit before={vanish} />}
    </header>
  );
}

function EndForAll() {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <RoomButton small aria-label={texts.staffRoom.end} onClick={() => setAsking(true)}>
        <span className={classes.long}>{texts.staffRoom.end}</span>
        <span className={classes.short}>{texts.staffRoom.endBrief}</span>
      </RoomButton>
      {asking && <EndDialog onClose={() => setAsking(false)} />}
    </>
  );
}

function Progress({ view }: { view: RoomView }) {
  const now = useNow(10_000);
  const { phase, started_at, break_ends_at, time_zone } = view.session;
  if (phase === 'on_break' && break_ends_at) {
    const left = minutesLeft(Date.parse(break_ends_at), now);
    return `${texts.room.breakUntil(clockHere(time_zone, new Date(break_ends_at)))} · ${texts.room.breakLeft(left)}`;
  }
  if (!started_at) return texts.room.notStarted;
  const running = texts.room.running(minutesBetween(Date.parse(started_at), now));
  const until = view.staff?.must_end_at;
  if (!until) return running;
  const time = clockHere(time_zone, new Date(until));
  return (
    <span title={texts.timers.mustGoOnHelp(time)}>
      {running} · {texts.timers.mustGoOn(time)}
    </span>
  );
}
