import { Button } from '@mantine/core';
import { IconCheck, IconClock, IconLock, IconX, type Icon } from '@tabler/icons-react';
import { Link } from 'wouter';
import { usePushAgain, usePushLines } from '../../api/touch';
import type { PushLine } from '../../api/types';
import { Chip, type Tone } from '../../components/clinic/Chip';
import { DenseTable } from '../../components/clinic/DenseTable';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { Waiting } from '../../components/clinic/Waiting';
import { outboxWords, pushWords as words } from '../../texts/clinic';
import { clock, dayIn, fullDay } from '../../time/zone';
import classes from './messages.module.css';

const LOOKS: Record<PushLine['status'], { tone: Tone; icon: Icon }> = {
  queued: { tone: 'quiet', icon: IconClock },
  delivered: { tone: 'good', icon: IconCheck },
  failed: { tone: 'bad', icon: IconX },
  withheld: { tone: 'attention', icon: IconLock },
};

/** Each record that went or is to go. */
export function PushTable() {
  const found = usePushLines(undefined);
  const again = usePushAgain();
  if (found.isPending) return <Waiting />;
  if (!found.data) return <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />;
  const lines = found.data.pages.flatMap((page) => page.lines);
  if (lines.length === 0) return <Message title={words.noLines} help={words.noLinesHelp} />;
  const { columns } = words;
  return (
    <>
      {again.isError && <ProblemNotice problem={again.error} />}
      <DenseTable
        label={words.table}
        columns={[
          columns.client,
          columns.session,
          columns.state,
          columns.when,
          { words: columns.actions, hidden: true },
        ]}
      >
        {lines.map((one) => (
          <Line key={one.id} one={one} onAgain={() => again.mutate(one.id)} />
        ))}
      </DenseTable>
      {found.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {outboxWords.more}
          </Button>
        </div>
      )}
    </>
  );
}

function Line({ one, onAgain }: { one: PushLine; onAgain: () => void }) {
  const zone = useStaff().clinic.time_zone;
  const when = (at: string, of: string) => `${fullDay(dayIn(of, new Date(at)))}, ${clock(of, new Date(at))}`;
  const { columns } = words;
  const problem = one.problem?.startsWith('http_') ? null : one.problem;
  return (
    <tr>
      <th scope="row">
        {one.name}
        {one.record_number !== null && <span className={table.under}>{one.record_number}</span>}
      </th>
      <td data-column={columns.session}>
        <span>
          <Link href={`~/attendance/sessions/${one.session_id}`}>{when(one.starts_at, one.time_zone)}</Link>
          <span className={table.under}>{words.nth(one.number)}</span>
        </span>
      </td>
      <td data-column={columns.state}>
        <span>
          <Chip {...LOOKS[one.status]}>{words.states[one.status]}</Chip>
          {one.answer !== null && one.status !== 'delivered' && (
            <span className={table.under}>{words.answered(one.answer)}</span>
          )}
          {problem !== null && <span className={table.under}>{words.problems[problem] ?? problem}</span>}
          {one.attempts > 1 && <span className={table.under}>{outboxWords.tries(one.attempts)}</span>}
        </span>
      </td>
      <td data-column={columns.when}>
        <span>
          {when(one.ended_at ?? one.created_at, zone)}
          {one.status === 'queued' && one.attempts > 0 && (
            <span className={table.under}>{outboxWords.next(when(one.next_at, zone))}</span>
          )}
        </span>
      </td>
      <td className={table.number}>
        {(one.status === 'failed' || one.status === 'withheld') && (
          <Button variant="subtle" size="compact-sm" aria-label={words.againFor(one.name)} onClick={onAgain}>
            {words.again}
          </Button>
        )}
      </td>
    </tr>
  );
}
