import { useState } from 'react';
import { Link } from 'wouter';
import { useWaiting } from '../../api/signing';
import type { WaitingSession } from '../../api/types';
import { Chip } from '../../components/clinic/Chip';
import { DenseTable } from '../../components/clinic/DenseTable';
import { Message } from '../../components/clinic/Message';
import { PageHeading } from '../../components/clinic/PageHeading';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { StaffArea, useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { useNow } from '../../components/clinic/useNow';
import { Waiting } from '../../components/clinic/Waiting';
import { columns, signing as words } from '../../texts/clinic';
import { clock, dayIn, fullDay } from '../../time/zone';
import { age } from './age';
import classes from './WaitingPage.module.css';

export default function WaitingPage() {
  return (
    <StaffArea title={words.title}>
      <Queue />
    </StaffArea>
  );
}

function Queue() {
  const admin = useStaff().role === 'admin';
  const [everybodys, setEverybodys] = useState(admin);
  const found = useWaiting(everybodys);
  return (
    <>
      <PageHeading title={words.title} lead={words.lead} />
      {admin && (
        <div className={classes.tabs} role="group" aria-label={words.whose}>
          {[true, false].map((one) => (
            <button
              key={String(one)}
              type="button"
              className={classes.tab}
              aria-pressed={everybodys === one}
              onClick={() => setEverybodys(one)}
            >
              {one ? words.everybodys : words.mine}
            </button>
          ))}
        </div>
      )}
      {found.isPending && <Waiting />}
      {found.isError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && (
        <Message title={everybodys ? words.noneAtAll : words.none} help={words.noneHelp} />
      )}
      {found.data && found.data.length > 0 && <WaitingTable rows={found.data} />}
    </>
  );
}

function WaitingTable({ rows }: { rows: readonly WaitingSession[] }) {
  return (
    <DenseTable
      label={words.title}
      columns={[
        columns.session,
        columns.date,
        words.columns.waits,
        words.columns.since,
        words.columns.due,
        words.columns.by,
      ]}
    >
      {rows.map((row) => (
        <Row key={row.session.id} row={row} />
      ))}
    </DenseTable>
  );
}

function Row({ row }: { row: WaitingSession }) {
  const now = useNow();
  const { session } = row;
  const zone = session.time_zone;
  const start = new Date(session.starts_at);
  const day = fullDay(dayIn(zone, start));
  return (
    <tr>
      <th scope="row">
        <Link href={`/sign/${session.id}`} aria-label={words.open(session.title, day)}>
          {session.title}
        </Link>
      </th>
      <td className={table.nowrap} data-column={columns.date}>
        <span>
          {day}
          <span className={table.under}>{clock(zone, start)}</span>
        </span>
      </td>
      <td data-column={words.columns.waits}>{partsOf(row).join(', ')}</td>
      <td className={table.nowrap} data-column={words.columns.since}>
        {age(row.since, now)}
      </td>
      <td data-column={words.columns.due}>
        <span>
          {row.overdue > 0 ? (
            <Chip tone="bad">{words.overdue}</Chip>
          ) : row.due_at === null ? (
            words.noDeadline
          ) : (
            `${fullDay(dayIn(zone, new Date(row.due_at)))}, ${clock(zone, new Date(row.due_at))}`
          )}
        </span>
      </td>
      <td data-column={words.columns.by}>
        <span>
          {row.for_whom.length > 0 ? row.for_whom.join(', ') : words.nobody}
          {row.left.length > 0 && <span className={table.under}>{words.left(row.left.join(', '))}</span>}
        </span>
      </td>
    </tr>
  );
}

function partsOf({ to_sign: sign, to_decide: decide, to_cosign: cosign }: WaitingSession): string[] {
  return [
    ...(decide > 0 ? [words.toDecide(decide)] : []),
    ...(sign > 0 ? [words.toSign(sign)] : []),
    ...(cosign > 0 ? [words.toCosign(cosign)] : []),
  ];
}
