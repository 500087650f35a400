import { useState } from 'react';
import type { WaitingView } from '../../../protocol/messages';
import { RoomButton } from '../../../components/RoomButton';
import { useNow } from '../../../hooks/useNow';
import { texts } from '../../../texts/en';
import { AdmitDialog } from './AdmitDialog';
import classes from './StaffPanel.module.css';
import { WaitingCard } from './WaitingCard';

/** Who waits, since when, and what to do. */
export function WaitingList({ waiting, locked }: { waiting: WaitingView[]; locked: boolean }) {
  const now = useNow(15_000);
  const [all, setAll] = useState(false);
  const words = texts.staffRoom;
  return (
    <section className={classes.section} aria-label={words.waiting}>
      <div className={classes.head}>
        <h3>
          {words.waiting} {waiting.length > 0 && <span className={classes.count}>{waiting.length}</span>}
        </h3>
        {waiting.length > 1 && (
          <RoomButton small look="main" disabled={locked} onClick={() => setAll(true)}>
            {words.admitAll}
          </RoomButton>
        )}
      </div>
      {waiting.length === 0 && <p className={classes.dim}>{words.nobodyWaits}</p>}
      <ul className={classes.list}>
        {waiting.map((person) => (
          <WaitingCard key={person.participant} person={person} now={now} locked={locked} />
        ))}
      </ul>
      {all && <AdmitDialog who={waiting} all onClose={() => setAll(false)} />}
    </section>
  );
}
