import { Button, NativeSelect } from '@mantine/core';
import { IconCheck, IconClock, IconX, type Icon } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useOutbox } from '../../api/touch';
import type { OutboxLine } from '../../api/types';
import { Chip, type Tone } from '../../components/clinic/Chip';
import { DenseTable } from '../../components/clinic/DenseTable';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { Waiting } from '../../components/clinic/Waiting';
import { outboxWords as words, reachWords } from '../../texts/clinic';
import { clock, dayIn, fullDay } from '../../time/zone';
import classes from './messages.module.css';

type Status = OutboxLine['status'];
const CHOICES: readonly Status[] = ['queued', 'sent', 'failed', 'expired'];
const LOOKS: Record<Status, { tone: Tone; icon: Icon }> = {
  queued: { tone: 'quiet', icon: IconClock },
  sending: { tone: 'quiet', icon: IconClock },
  sent: { tone: 'good', icon: IconCheck },
  failed: { tone: 'bad', icon: IconX },
  expired: { tone: 'attention', icon: IconX },
};

/** What was written to clients, newest first. */
export function Outbox() {
  const [status, setStatus] = useState<Status | ''>('');
  const found = useOutbox(status === '' ? undefined : status);
  if (found.isPending) return <Waiting />;
  if (!found.data) return <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />;
  const [first] = found.data.pages;
  const lines = found.data.pages.flatMap((page) => page.lines);
  return (
    <>
      {first?.kept === true && <p className={classes.note}>{words.kept}</p>}
      {first?.ways.length === 0 && <p className={classes.note}>{words.noWays}</p>}
      {first !== undefined && first.failed > 0 && <p className={classes.warning}>{words.failed(first.failed)}</p>}
      <NativeSelect
        className={classes.filter}
        label={words.which}
        value={status}
        data={[
          { value: '', label: words.all },
          ...CHOICES.map((value) => ({ value, label: words.states[value] })),
        ]}
        onChange={(event) => setStatus(event.currentTarget.value as Status | '')}
      />
      {lines.length === 0 ? <Message title={words.none} help={words.noneHelp} /> : <Lines lines={lines} />}
      {found.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {words.more}
          </Button>
        </div>
      )}
    </>
  );
}

function Lines({ lines }: { lines: readonly OutboxLine[] }) {
  const zone = useStaff().clinic.time_zone;
  const when = (at: string) => `${fullDay(dayIn(zone, new Date(at)))}, ${clock(zone, new Date(at))}`;
  const { columns } = words;
  return (
    <DenseTable label={words.table} columns={[columns.to, columns.what, columns.how, columns.state, columns.when]}>
      {lines.map((one) => (
        <tr key={one.id}>
          <th scope="row">
            {one.what === 'page' ? one.name : <Link href={`~/people/clients/${one.person_id}`}>{one.name}</Link>}
            {one.record_number !== null && <span className={table.under}>{one.record_number}</span>}
          </th>
          <td data-column={columns.what}>
            <span>
              {words.whats[one.what]}
              <span className={`${table.under} ${classes.text}`}>{one.text}</span>
            </span>
          </td>
          <td data-column={columns.how} className={table.nowrap}>
            <span>
              {reachWords.kinds[one.channel]}
              {one.sent_to !== null && <span className={table.under}>{one.sent_to}</span>}
            </span>
          </td>
          <td data-column={columns.state}>
            <span>
              <Chip {...LOOKS[one.status]}>{words.states[one.status]}</Chip>
              {one.problem !== null && (
                <span className={table.under}>{words.problems[one.problem] ?? words.problem(one.problem)}</span>
              )}
              {one.attempts > 1 && <span className={table.under}>{words.tries(one.attempts)}</span>}
            </span>
          </td>
          <td data-column={columns.when}>
            <span>
              {when(one.ended_at ?? one.created_at)}
              {one.status === 'queued' && one.next_at > one.created_at && (
                <span className={table.under}>{words.next(when(one.next_at))}</span>
              )}
            </span>
          </td>
        </tr>
      ))}
    </DenseTable>
  );
}
