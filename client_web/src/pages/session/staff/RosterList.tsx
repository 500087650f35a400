import type { ParticipantView, RosterView } from '../../../protocol/messages';
import { texts } from '../../../texts/en';
import { RosterRow } from './RosterRow';
import classes from './StaffPanel.module.css';

const ORDER: readonly RosterView['status'][] = ['remote', 'in_room', 'waiting', 'expected', 'left', 'removed', 'denied', 'redirected'];

/** In person and remote alike, those who are here first. */
export function RosterList({ roster, people, observers }: { roster: RosterView[]; people: ParticipantView[]; observers: string[] }) {
  const words = texts.staffRoom;
  const live = new Set(people.map(({ participant }) => participant));
  const ordered = [...roster].sort(
    (a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || a.name.localeCompare(b.name),
  );
  const here = roster.filter(({ status }) => status === 'remote' || status === 'in_room').length;
  return (
    <section className={classes.section} aria-label={words.roster}>
      <div className={classes.head}>
        <h3>
          {words.roster}{' '}
          <span className={classes.count}>
            {here}/{roster.length}
          </span>
        </h3>
      </div>
      {roster.length === 0 && <p className={classes.dim}>{words.rosterEmpty}</p>}
      <ul className={classes.list}>
        {ordered.map((entry) => (
          <RosterRow key={entry.participant} entry={entry} live={live.has(entry.participant)} asksAboutTrainee={observers.length > 0} />
        ))}
      </ul>
    </section>
  );
}
