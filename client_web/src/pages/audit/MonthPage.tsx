import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useAttendanceBySession } from '../../api/attendance';
import { useSearchChoices } from '../../api/audit';
import { DenseTable } from '../../components/clinic/DenseTable';
import { hours } from '../../components/clinic/duration';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { Waiting } from '../../components/clinic/Waiting';
import { month as words } from '../../texts/clinic';
import { addDays, dayIn, longMonth, shortDay, startOfMonth, type Day } from '../../time/zone';
import { Heading } from './Heading';
import { dayTotals, lastOf, shareOf, sumOf, type DayTotals } from './month';
import { MonthCalendar } from './MonthCalendar';
import classes from './month.module.css';

/** A program's month: its days in a table, and the same as a calendar beside it. */
export function MonthPage() {
  const { clinic } = useStaff();
  const [month, setMonth] = useState<Day>(() => startOfMonth(dayIn(clinic.time_zone, new Date())));
  const [program, setProgram] = useState('');
  const choices = useSearchChoices();
  const found = useAttendanceBySession({ from: month, to: lastOf(month) });
  return (
    <>
      <Heading view="month" />
      <div className={classes.bar}>
        <Button variant="default" size="sm" onClick={() => setMonth(startOfMonth(addDays(month, -1)))}>
          ← {words.previous}
        </Button>
        <h2 className={classes.name} aria-live="polite">
          {longMonth(month)}
        </h2>
        <Button variant="default" size="sm" onClick={() => setMonth(startOfMonth(addDays(month, 31)))}>
          {words.next} →
        </Button>
        <NativeSelect
          size="sm"
          label={words.program}
          value={program}
          data={[
            { value: '', label: words.all },
            ...(choices.data?.programs ?? []).map(({ name }) => ({ value: name, label: name })),
          ]}
          onChange={(event) => setProgram(event.currentTarget.value)}
        />
      </div>
      {found.isPending && <Waiting />}
      {found.isError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && (
        <Days month={month} days={dayTotals(found.data, program === '' ? null : program)} stale={found.isPlaceholderData} />
      )}
    </>
  );
}

function Days({ month, days, stale }: { month: Day; days: readonly DayTotals[]; stale: boolean }) {
  if (days.length === 0 && !stale) return <Message title={words.none} help={words.noneHelp} />;
  const sum = sumOf(days);
  return (
    <div className={classes.beside} aria-busy={stale}>
      <DenseTable
        label={words.table}
        columns={[
          words.day,
          { words: words.sessions, number: true },
          { words: words.attended, number: true },
          { words: words.share, number: true },
          { words: words.counted, number: true },
        ]}
      >
        {days.map((one) => (
          <tr key={one.day}>
            <th scope="row">
              <Link href={`~/attendance?from=${one.day}&to=${one.day}`}>{shortDay(one.day)}</Link>
            </th>
            <Figures of={one} />
          </tr>
        ))}
        <tr className={classes.sum}>
          <th scope="row">{words.sum}</th>
          <Figures of={sum} />
        </tr>
      </DenseTable>
      <MonthCalendar month={month} days={days} />
    </div>
  );
}

function Figures({ of }: { of: Omit<DayTotals, 'day'> }) {
  return (
    <>
      <td className={table.number} data-column={words.sessions}>
        {of.sessions}
      </td>
      <td className={table.number} data-column={words.attended}>
        {words.ofExpected(of.attended, of.expected)}
      </td>
      <td className={table.number} data-column={words.share}>
        {words.percent(shareOf(of))}
      </td>
      <td className={table.number} data-column={words.counted}>
        {hours(of.minutes)}
      </td>
    </>
  );
}
