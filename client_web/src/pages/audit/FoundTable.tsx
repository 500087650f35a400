import { IconWritingSign } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { FoundRecord } from '../../api/types';
import { Chip } from '../../components/clinic/Chip';
import { DenseTable } from '../../components/clinic/DenseTable';
import { Minutes } from '../../components/clinic/Minutes';
import { OutcomeChip } from '../../components/clinic/OutcomeChip';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { columns, search as words, server } from '../../texts/clinic';
import { clock, dayIn, fullDay } from '../../time/zone';

/** A line a record; its minutes open its timeline. */
export function FoundTable({ records }: { records: readonly FoundRecord[] }) {
  return (
    <DenseTable
      label={words.table}
      columns={[
        columns.client,
        columns.date,
        columns.session,
        columns.outcome,
        { words: columns.counted, number: true },
        words.flags,
        words.signed,
      ]}
    >
      {records.map((one) => (
        <Row key={`${one.session_id} ${one.client.person_id}`} record={one} />
      ))}
    </DenseTable>
  );
}

function Row({ record: { client, ...record } }: { record: FoundRecord }) {
  const zone = useStaff().clinic.time_zone;
  const start = new Date(record.starts_at);
  return (
    <tr>
      <th scope="row">
        {client.legal_name}
        {client.record_number !== null && <span className={table.under}>{client.record_number}</span>}
      </th>
      <td className={table.nowrap} data-column={columns.date}>
        <span>
          {fullDay(dayIn(zone, start))}
          <span className={table.under}>{clock(zone, start)}</span>
        </span>
      </td>
      <td data-column={columns.session}>
        <span>
          <Link href={`~/attendance/sessions/${record.session_id}`}>{record.title}</Link>
          <span className={table.under}>{record.program}</span>
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
            to={`~/attendance/sessions/${record.session_id}/people/${client.person_id}`}
            label={words.evidence(client.legal_name)}
          />
        </span>
      </td>
      <td data-column={words.flags}>{record.flags.map(server.said).join(', ')}</td>
      <td data-column={words.signed}>
        <span>
          {record.signed ? (
            <Chip tone="good" icon={IconWritingSign}>
              {words.signedChoices.yes}
            </Chip>
          ) : (
            <Chip tone="quiet">{words.signedChoices.no}</Chip>
          )}
        </span>
      </td>
    </tr>
  );
}
