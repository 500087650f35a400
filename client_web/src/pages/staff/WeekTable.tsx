import { Link } from 'wouter';
import { DenseTable } from '../../components/clinic/DenseTable';
import { SessionStatus } from '../../components/clinic/SessionStatus';
import table from '../../components/clinic/table.module.css';
import { runs } from '../../room/people';
import { today as words } from '../../texts/clinic';
import { clock, shortDay } from '../../time/zone';
import type { DaySessions } from './week';
import classes from './WeekTable.module.css';

/** Sessions of other days of the week, a line each. */
export function WeekTable({ title, days }: { title: string; days: readonly DaySessions[] }) {
  return (
    <section className={classes.section}>
      <h2 className={classes.title}>{title}</h2>
      <DenseTable label={title} columns={[words.session, words.day, words.time, words.status]}>
        {days.flatMap(({ day, sessions }) =>
          sessions.map((session) => (
            <tr key={session.id}>
              <th scope="row">
                {runs(session.role) ? <Link href={`/roster/${session.id}`}>{session.title}</Link> : session.title}
                {session.program !== null && <span className={table.under}>{session.program}</span>}
              </th>
              <td data-column={words.day}>{shortDay(day)}</td>
              <td data-column={words.time} className={table.nowrap}>
                {clock(session.time_zone, new Date(session.starts_at))} –{' '}
                {clock(session.time_zone, new Date(session.ends_at))}
              </td>
              <td data-column={words.status}>
                <span>
                  <SessionStatus status={session.status} />
                </span>
              </td>
            </tr>
          )),
        )}
      </DenseTable>
    </section>
  );
}
