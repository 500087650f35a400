import { Button } from '@mantine/core';
import { IconUsers, IconUserCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useOnCall, useRemoveShift } from '../../api/onCall';
import type { OnCallGap, OnCallPlan, OnCallShift } from '../../api/types';
import { Chip } from '../../components/clinic/Chip';
import { DenseTable } from '../../components/clinic/DenseTable';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { RevokeDialog } from '../../components/clinic/RevokeDialog';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { Waiting } from '../../components/clinic/Waiting';
import { onCall as words } from '../../texts/clinic';
import { clock, clockHere, dayIn, fullDay } from '../../time/zone';
import { Heading } from './Heading';
import { HandOverDialog, ShiftDialog } from './OnCallDialogs';
import classes from './people.module.css';

const GAPS = 5;

/** Who is paged when somebody needs help, and for which sessions nobody is. */
export function OnCallPage() {
  const isAdmin = useStaff().role === 'admin';
  const found = useOnCall();
  const [adding, setAdding] = useState(false);
  return (
    <>
      <Heading current="/on-call" lead={words.lead}>
        {isAdmin && <Button onClick={() => setAdding(true)}>{words.add}</Button>}
      </Heading>
      {found.isPending && <Waiting />}
      {found.isLoadingError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <Plan plan={found.data} isAdmin={isAdmin} />}
      {adding && found.data && <ShiftDialog plan={found.data} onClose={() => setAdding(false)} />}
    </>
  );
}

function Plan({ plan, isAdmin }: { plan: OnCallPlan; isAdmin: boolean }) {
  const remove = useRemoveShift();
  const [doing, setDoing] = useState<{ act: 'remove' | 'hand_over'; shift: OnCallShift } | null>(null);
  const close = () => setDoing(null);
  const current = plan.shifts.filter(({ now }) => now);
  const names = current.map(({ person, site }) => (site === null ? person.name : `${person.name} (${site.name})`));
  return (
    <>
      <p className={classes.onCall} role="status">
        {names.length === 0 ? words.nobodyNow : `${words.now(names.join(', '))} ${words.nobody}`}
      </p>
      {plan.gaps.length > 0 && <Gaps gaps={plan.gaps} />}
      {plan.shifts.length === 0 && <Message title={words.none} help={words.noneHelp} />}
      {plan.shifts.length > 0 && (
        <DenseTable
          label={words.table}
          columns={[words.columns.person, words.columns.from, words.columns.until, words.columns.where, { words: words.columns.actions, hidden: true }]}
        >
          {plan.shifts.map((shift) => (
            <Row key={shift.id} shift={shift} isAdmin={isAdmin} onAct={(act) => setDoing({ act, shift })} />
          ))}
        </DenseTable>
      )}
      {doing?.act === 'hand_over' && <HandOverDialog shift={doing.shift} people={plan.people} onClose={close} />}
      {doing?.act === 'remove' && (
        <RevokeDialog words={words} name={doing.shift.person.name} onRevoke={() => remove.mutateAsync(doing.shift.id)} onClose={close} />
      )}
    </>
  );
}

interface RowProps {
  shift: OnCallShift;
  isAdmin: boolean;
  onAct: (act: 'remove' | 'hand_over') => void;
}

function Row({ shift, isAdmin, onAct }: RowProps) {
  const { columns } = words;
  const own = useStaff().clinic.time_zone;
  const when = (instant: string) => moment(shift.site?.time_zone ?? own, instant);
  const from = when(shift.starts_at);
  return (
    <tr>
      <th scope="row">
        {shift.person.name}
        <div className={table.under}>
          {shift.now && (
            <Chip tone="good" icon={IconUserCheck}>
              {words.current}
            </Chip>
          )}{' '}
          {shift.overlaps && (
            <Chip tone="attention" icon={IconUsers}>
              {words.overlaps}
            </Chip>
          )}
        </div>
      </th>
      <td data-column={columns.from}>{from}</td>
      <td data-column={columns.until}>{when(shift.ends_at)}</td>
      <td data-column={columns.where}>{shift.site?.name ?? words.everywhere}</td>
      <td>
        <div className={`${classes.buttons} ${classes.inRow}`}>
          {(isAdmin || shift.mine) && (
            <Button variant="default" size="compact-sm" aria-label={words.handOverFor(shift.person.name, from)} onClick={() => onAct('hand_over')}>
              {words.handOver}
            </Button>
          )}
          {isAdmin && (
            <Button variant="subtle" color="red" size="compact-sm" aria-label={words.revokeFor(shift.person.name, from)} onClick={() => onAct('remove')}>
              {words.revoke}
            </Button>
          )}
        </div>
      </td>
    </tr>
  );
}

function Gaps({ gaps }: { gaps: readonly OnCallGap[] }) {
  return (
    <section className={classes.warnings} aria-labelledby="gaps">
      <h2 id="gaps">{words.gaps(gaps.length)}</h2>
      <ul>
        {gaps.slice(0, GAPS).map(({ session, title, time_zone, stretches }) => (
          <li key={session}>{words.gap(title, stretches.map((one) => stretch(time_zone, one)).join(', '))}</li>
        ))}
        {gaps.length > GAPS && <li>{words.moreGaps(gaps.length - GAPS)}</li>}
      </ul>
    </section>
  );
}

function moment(zone: string, instant: string): string {
  const at = new Date(instant);
  return `${fullDay(dayIn(zone, at))}, ${clockHere(zone, at)}`;
}

function stretch(zone: string, { starts_at, ends_at }: { starts_at: string; ends_at: string }): string {
  const from = new Date(starts_at);
  return `${fullDay(dayIn(zone, from))}, ${clock(zone, from)} – ${clockHere(zone, new Date(ends_at))}`;
}
