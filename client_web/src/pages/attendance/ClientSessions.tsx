import { Link } from 'wouter';
import type { ClientRecords } from '../../api/types';
import { DenseTable } from '../../components/clinic/DenseTable';
import { Minutes } from '../../components/clinic/Minutes';
import { OutcomeChip } from '../../components/clinic/OutcomeChip';
import { SigningChip } from '../../components/clinic/SigningChip';
import table from '../../components/clinic/table.module.css';
import { columns, record as words, server, signing } from '../../texts/clinic';
import { clock, dayIn, fullDay } from '../../time/zone';
import classes from './WeeklyHours.module.css';

/** One client's sessions; each figure opens its evidence. */
export function ClientSessions({ sessions }: { sessions: ClientRecords['sessions'] }) {
  return (
    <section>
      <h2 className={classes.title}>{columns.sessions}</h2>
      <DenseTable
        label={columns.sessions}
        columns={[
          columns.session,
          columns.date,
          columns.outcome,
          { words: columns.counted, number: true },
          columns.reason,
          signing.status,
        ]}
      >
        {sessions.map(({ session, record }) => (
          <tr key={session.id}>
            <th scope="row">
              <Link href={`/sessions/${session.id}`}>{session.title}</Link>
            </th>
            <td className={table.nowrap} data-column={columns.date}>
              <span>
                {fullDay(dayIn(session.time_zone, new Date(session.starts_at)))}
                <span className={table.under}>{clock(session.time_zone, new Date(session.starts_at))}</span>
              </span>
            </td>
            <td data-column={columns.outcome}>
              <span>
                <OutcomeChip outcome={record.outcome} />
              </span>
            </td>
            <td className={table.number} data-column={columns.counted}>
              <span>
                <Minutes
                  of={record.countable_minutes}
                  to={`/sessions/${session.id}/people/${record.participant.person_id}`}
                  label={words.openTimeline(session.title)}
                />
              </span>
            </td>
            <td data-column={columns.reason}>{server.said(record.reason)}</td>
            <td data-column={signing.status}>
              <span>
                <SigningChip status={record.signing.status} />
              </span>
            </td>
          </tr>
        ))}
      </DenseTable>
    </section>
  );
}
