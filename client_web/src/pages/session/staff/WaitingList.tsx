import { useState } from 'react';
import type { RosterView, WaitingView } from '../../../protocol/messages';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { useNow } from '../../../hooks/useNow';
import { texts } from '../../../texts/en';
import { AdmitDialog } from './AdmitDialog';
import { readyOf } from './ready';
import classes from './StaffPanel.module.css';
import { WaitingCard } from './WaitingCard';

interface WaitingListProps {
  waiting: WaitingView[];
  roster: RosterView[];
  locked: boolean;
}

/** Who waits, since when, and what to do. */
export function WaitingList({ waiting, roster, locked }: WaitingListProps) {
  const now = useNow(15_000);
  const [all, setAll] = useState(false);
  const words = texts.staffRoom;
  const lines = new Map(roster.map((entry) => [entry.participant, entry]));
  const ready = readyOf({ waiting, roster });
  const leftOut = waiting.filter((person) => !ready.includes(person)).map(({ name }) => name);
  const several = waiting.length > 1 && ready.length > 0;
  return (
    <section className={classes.section} aria-label={words.waiting}>
      <div className={classes.head}>
        <h3>
          {words.waiting} {waiting.length > 0 && <span className={classes.count}>{waiting.length}</span>}
        </h3>
        {several && (
          <RoomButton small look="main" disabled={locked} onClick={() => setAll(true)}>
            {words.admitAll}
          </RoomButton>
        )}
      </div>
      {locked && <Locked />}
      {several && leftOut.length > 0 && <p className={classes.note}>{words.notInAll(leftOut)}</p>}
      {waiting.length === 0 && <p className={classes.dim}>{words.nobodyWaits}</p>}
      <ul className={classes.list}>
        {waiting.map((person) => (
          <WaitingCard key={person.participant} person={person} entry={lines.get(person.participant)} now={now} locked={locked} />
        ))}
      </ul>
      {all && <AdmitDialog who={ready} all onClose={() => setAll(false)} />}
    </section>
  );
}

function Locked() {
  const { live } = useLive();
  return (
    <div className={classes.locked}>
      <p>{texts.staffRoom.locked}</p>
      <RoomButton small onClick={() => live.act({ type: 'set_locked', locked: false })}>
        {texts.staffRoom.unlock}
      </RoomButton>
    </div>
  );
}
