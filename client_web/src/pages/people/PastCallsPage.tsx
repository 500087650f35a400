import { Button } from '@mantine/core';
import { IconCheck, IconClock, IconX, type Icon } from '@tabler/icons-react';
import { Link } from 'wouter';
import { usePastCalls } from '../../api/pastCalls';
import type { PastCall } from '../../api/types';
import { Chip, type Tone } from '../../components/clinic/Chip';
import { DenseTable } from '../../components/clinic/DenseTable';
import { Message } from '../../components/clinic/Message';
import { NothingHere } from '../../components/clinic/NothingHere';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import { Waiting } from '../../components/clinic/Waiting';
import { pastCalls as words } from '../../texts/clinic';
import { clock, dayIn, fullDay } from '../../time/zone';
import { Heading } from './Heading';
import classes from './people.module.css';

const LOOKS: Record<PastCall['state'], { tone: Tone; icon: Icon }> = {
  open: { tone: 'attention', icon: IconClock },
  ended: { tone: 'good', icon: IconCheck },
  left: { tone: 'quiet', icon: IconX },
};

/** Calls for help, the newest first: who called out of which session, who came, and how it ended. */
export function PastCallsPage() {
  return useStaff().role === 'admin' ? <Calls /> : <NothingHere />;
}

function Calls() {
  const found = usePastCalls();
  const calls = found.data?.pages.flatMap((page) => page.calls) ?? [];
  return (
    <>
      <Heading current="/calls" lead={words.lead} />
      {found.isPending && <Waiting />}
      {found.isLoadingError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && calls.length === 0 && <Message title={words.none} help={words.noneHelp} />}
      {calls.length > 0 && (
        <DenseTable label={words.title} columns={Object.values(words.columns)}>
          {calls.map((one) => (
            <Row key={one.id} call={one} />
          ))}
        </DenseTable>
      )}
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

function Row({ call }: { call: PastCall }) {
  const { columns } = words;
  const zone = call.time_zone;
  const time = (instant: string) => clock(zone, new Date(instant));
  return (
    <tr>
      <th scope="row">{`${fullDay(dayIn(zone, new Date(call.at)))}, ${time(call.at)}`}</th>
      <td data-column={columns.session}>
        <Link href={`~/attendance/sessions/${call.session}`}>{call.title}</Link>
      </td>
      <td data-column={columns.by}>
        <div>
          <bdi>{call.by}</bdi> <span className={classes.note}>{words.kinds[call.kind]}</span>
        </div>
      </td>
      <td data-column={columns.answered}>
        <div>
          {call.answered_by !== null && call.answered_at !== null ? words.came(call.answered_by, time(call.answered_at)) : words.nobodyCame}
          <br />
          <span className={classes.note}>{words.asked(call.asked, call.everybody_at === null ? null : time(call.everybody_at))}</span>
        </div>
      </td>
      <td data-column={columns.ended}>
        <div>
          <Chip {...LOOKS[call.state]}>{words.states[call.state]}</Chip>
          {call.ended_by !== null && call.ended_at !== null && <> {words.endedBy(call.ended_by, time(call.ended_at))}</>}
        </div>
      </td>
      <td data-column={columns.told}>{call.told === 0 ? words.toldNobody : words.told(call.told)}</td>
    </tr>
  );
}
