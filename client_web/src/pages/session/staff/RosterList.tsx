import type { SessionView, StaffView } from '../../../protocol/messages';
import { useNow } from '../../../hooks/useNow';
import { texts } from '../../../texts/en';
import { groupsOf } from './groups';
import { RosterRow } from './RosterRow';
import classes from './StaffPanel.module.css';

interface RosterListProps {
  staff: StaffView;
  session: SessionView;
  spotlight: string | null;
}

/** One line for everybody, in person and remote alike, wherever they are by now; those who are here first. */
export function RosterList({ staff, session, spotlight }: RosterListProps) {
  const { roster } = staff;
  const words = texts.staffRoom;
  const now = useNow(10_000);
  const breakouts = new Map(staff.breakouts.flatMap(({ name, people }) => people.map(({ participant }) => [participant, name])));
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
      {groupsOf(roster, session, now).map(([group, entries]) => (
        <div key={group} role="group" aria-label={`${words.groups[group]}, ${entries.length}`}>
          <h4 className={classes.group} aria-hidden>
            {words.groups[group]} <span className={classes.count}>{entries.length}</span>
          </h4>
          <ul className={classes.list}>
            {entries.map((entry) => (
              <RosterRow
                key={entry.participant}
                entry={entry}
                breakout={breakouts.get(entry.participant)}
                inFront={spotlight === entry.participant}
                asksAboutTrainee={session.observers.length > 0}
              />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
