import { Link } from 'wouter';
import type { SessionAttendance } from '../../api/types';
import { DenseTable } from '../../components/clinic/DenseTable';
import { hours } from '../../components/clinic/duration';
import { OutcomeChip, OUTCOMES } from '../../components/clinic/OutcomeChip';
import { SessionStatus } from '../../components/clinic/SessionStatus';
import table from '../../components/clinic/table.module.css';
import { attendance, columns, record as words, signing } from '../../texts/clinic';
import { clock, dayIn, fullDay } from '../../time/zone';

/** One line a session, newest first. `stale`: of the days chosen before, while the new ones are read. */
export function SessionTable({ rows, stale }: { rows: readonly SessionAttendance[]; stale: boolean }) {
  const sorted = [...rows].sort((one, other) => Date.parse(other.session.starts_at) - Date.parse(one.session.starts_at));
  return (
    <DenseTable
      label={attendance.bySession}
      columns={[
        columns.session,
        columns.date,
        columns.facilitators,
        { words: columns.attended, number: true },
        columns.outcomes,
        { words: columns.total, number: true },
        { words: signing.statuses.signed, number: true },
      ]}
      stale={stale}
    >
      {sorted.map((row) => (
        <Row key={row.session.id} row={row} />
      ))}
    </DenseTable>
  );
}

function Row({ row }: { row: SessionAttendance }) {
  const { session } = row;
  const zone = session.time_zone;
  const start = new Date(session.starts_at);
  const day = fullDay(dayIn(zone, start));
  const counted = session.status === 'in_progress' || session.status === 'finished';
  return (
    <tr>
      <th scope="row">
        <Link href={`/sessions/${session.id}`} aria-label={words.openSession(session.title, day)}>
          {session.title}
        </Link>
        {session.program !== null && <span className={table.under}>{session.program}</span>}
      </th>
      <td className={table.nowrap} data-column={columns.date}>
        <span>
          {day}
          <span className={table.under}>
            {clock(zone, start)} – {clock(zone, new Date(session.ends_at))}
          </span>
        </span>
      </td>
      <td data-column={columns.facilitators}>{session.facilitators.join(', ')}</td>
      <td className={table.number} data-column={columns.attended}>
        {counted ? words.of(row.attended, row.expected) : ''}
      </td>
      <td data-column={columns.outcomes}>
        <span className={table.chips}>
          {session.status !== 'finished' && <SessionStatus status={session.status} />}
          {OUTCOMES.map((outcome) => {
            const count = row.outcomes[outcome] ?? 0;
            return session.status === 'finished' && count > 0 ? <OutcomeChip key={outcome} outcome={outcome} count={count} /> : null;
          })}
        </span>
      </td>
      <td className={table.number} data-column={columns.total}>
        {counted ? hours(row.countable_minutes) : ''}
      </td>
      <td className={table.number} data-column={signing.statuses.signed}>
        {session.status === 'finished' ? signing.signedOf(row.signed, row.records) : ''}
      </td>
    </tr>
  );
}
