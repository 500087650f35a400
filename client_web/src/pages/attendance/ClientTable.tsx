import { Link } from 'wouter';
import type { ClientAttendance } from '../../api/types';
import { DenseTable } from '../../components/clinic/DenseTable';
import { hours } from '../../components/clinic/duration';
import table from '../../components/clinic/table.module.css';
import { attendance, columns, record as words } from '../../texts/clinic';
import { totals } from './clients';
import { Spark } from './Spark';

interface ClientTableProps {
  clients: readonly ClientAttendance[];
  query: string;
  stale: boolean;
}

export function ClientTable({ clients, query, stale }: ClientTableProps) {
  return (
    <DenseTable
      label={attendance.byClient}
      columns={[
        columns.client,
        columns.program,
        { words: columns.attended, number: true },
        { words: columns.total, number: true },
        columns.weekly,
      ]}
      stale={stale}
    >
      {clients.map((one) => (
        <Row key={one.client.person_id} one={one} query={query} />
      ))}
    </DenseTable>
  );
}

function Row({ one, query }: { one: ClientAttendance; query: string }) {
  const { minutes, attended, expected } = totals(one);
  return (
    <tr>
      <th scope="row">
        <Link href={`/clients/${one.client.person_id}${query}`}>{one.client.legal_name}</Link>
        {one.client.record_number !== null && <span className={table.under}>{one.client.record_number}</span>}
      </th>
      <td data-column={columns.program}>{one.program}</td>
      <td className={table.number} data-column={columns.attended}>
        {words.of(attended, expected)}
      </td>
      <td className={table.number} data-column={columns.total}>
        {hours(minutes)}
      </td>
      <td data-column={columns.weekly}>
        <Spark weeks={one.weeks} />
      </td>
    </tr>
  );
}
