import type { AttendanceRecord, SessionSummary } from '../../api/types';
import { DenseTable } from '../../components/clinic/DenseTable';
import { exactDuration } from '../../components/clinic/duration';
import { Minutes } from '../../components/clinic/Minutes';
import { OutcomeChip, OUTCOMES } from '../../components/clinic/OutcomeChip';
import { SigningChip } from '../../components/clinic/SigningChip';
import table from '../../components/clinic/table.module.css';
import { columns, record as words, server, signing } from '../../texts/clinic';
import { clock, dayIn, fullDay } from '../../time/zone';
import { modalityWords, waysOf } from './modality';

interface RecordTableProps {
  session: SessionSummary;
  records: readonly AttendanceRecord[];
}

/** A line each, exceptions first. */
export function RecordTable({ session, records }: RecordTableProps) {
  const sorted = [...records].sort(
    (one, other) =>
      OUTCOMES.indexOf(one.outcome) - OUTCOMES.indexOf(other.outcome) ||
      one.participant.legal_name.localeCompare(other.participant.legal_name),
  );
  return (
    <DenseTable
      label={session.title}
      columns={[
        columns.client,
        columns.outcome,
        { words: columns.counted, number: true },
        columns.how,
        columns.from,
        columns.to,
        columns.reason,
        signing.status,
      ]}
    >
      {sorted.map((record) => (
        <Row key={record.participant.person_id} session={session} record={record} />
      ))}
    </DenseTable>
  );
}

function Row({ session, record }: { session: SessionSummary; record: AttendanceRecord }) {
  const { participant } = record;
  const time = (instant: string | null) => (instant === null ? '' : clock(session.time_zone, new Date(instant)));
  return (
    <tr>
      <th scope="row">
        {participant.legal_name}
        {participant.record_number !== null && <span className={table.under}>{participant.record_number}</span>}
      </th>
      <td data-column={columns.outcome}>
        <span>
          <OutcomeChip outcome={record.outcome} />
        </span>
      </td>
      <td className={table.number} data-column={columns.counted}>
        <span>
          <Minutes
            of={record.countable_minutes}
            to={`/sessions/${session.id}/people/${participant.person_id}`}
            label={words.openTimeline(participant.legal_name)}
          />
        </span>
      </td>
      <td data-column={columns.how}>{howWords(record)}</td>
      <td className={table.nowrap} data-column={columns.from}>
        {time(record.first_seen_at)}
      </td>
      <td className={table.nowrap} data-column={columns.to}>
        {time(record.last_seen_at)}
      </td>
      <td data-column={columns.reason}>
        <span>
          {server.said(record.reason)}
          {!record.provisional && record.flags.length > 0 && (
            <span className={table.under}>
              {words.flags}: {record.flags.map(server.said).join(', ')}
            </span>
          )}
        </span>
      </td>
      <td data-column={signing.status}>
        <span>
          <SigningChip status={record.signing.status} />
          <SignedBy record={record} zone={session.time_zone} />
        </span>
      </td>
    </tr>
  );
}

/** Who signed what is in force, when and as what; and what they judged. */
function SignedBy({ record: { signing: said }, zone }: { record: AttendanceRecord; zone: string }) {
  const signature = said.attestations.find((one) => one.in_force && one.kind === 'signature');
  if (signature === undefined) return null;
  const at = new Date(signature.at);
  return (
    <span className={table.under}>
      {signature.credential === '' ? signature.by : `${signature.by}, ${signature.credential}`},{' '}
      {fullDay(dayIn(zone, at))}
      {said.judgement !== null && said.judgement.excused && ` · ${signing.excused}`}
      {said.judgement !== null && said.judgement.note !== '' && ` · ${said.judgement.note}`}
    </span>
  );
}

/** `Video`, or each way with its minutes when there was more than one. */
function howWords(record: AttendanceRecord): string {
  const ways = waysOf(record);
  if (ways.length === 1) return ways.map(([modality]) => modalityWords(modality)).join();
  return ways.map(([modality, ms]) => `${modalityWords(modality)} ${exactDuration(ms)}`).join(', ');
}
