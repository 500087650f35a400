import { Button, NativeSelect } from '@mantine/core';
import { Link, useLocation, useSearch } from 'wouter';
import { usePrograms, useProgramHours } from '../../api/hours';
import type { ProgramHours } from '../../api/types';
import { DenseTable } from '../../components/clinic/DenseTable';
import { duration, hours } from '../../components/clinic/duration';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { Waiting } from '../../components/clinic/Waiting';
import { hoursOf, programWeek as words, server } from '../../texts/clinic';
import { isDay } from '../../time/range';
import { addDays, dayIn, fullDay } from '../../time/zone';
import { Heading } from './Heading';
import { PlanChip } from './PlanChip';
import classes from './ProgramPage.module.css';
import { WhereText } from './WhereText';

/** One week of everybody in a program, those who lack most first; program and week live in the address. */
export function ProgramPage() {
  const search = new URLSearchParams(useSearch());
  const [location, navigate] = useLocation();
  const today = dayIn(useStaff().clinic.time_zone, new Date());
  const asked = search.get('week') ?? '';
  const day = isDay(asked) ? asked : today;
  const programs = usePrograms();
  const program = search.get('program') ?? programs.data?.[0]?.id;
  const found = useProgramHours(program, day);
  const go = (to: { program?: string; week?: string }) => {
    const query = new URLSearchParams({ program: to.program ?? program ?? '', week: to.week ?? day });
    navigate(`${location}?${query.toString()}`, { replace: true });
  };
  const failed = programs.error ?? found.error;
  if (programs.data?.length === 0)
    return (
      <>
        <Heading view="program" />
        <Message title={words.none} help={words.noneHelp} />
      </>
    );
  return (
    <>
      <Heading view="program" />
      {programs.data !== undefined && (
        <div className={classes.choice}>
          <NativeSelect
            label={words.program}
            value={program}
            onChange={(event) => go({ program: event.currentTarget.value })}
            data={programs.data.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <div className={classes.weeks}>
            <Button variant="default" onClick={() => go({ week: addDays(day, -7) })}>
              {words.previous}
            </Button>
            <Button variant="default" disabled={day >= today} onClick={() => go({ week: addDays(day, 7) })}>
              {words.next}
            </Button>
            {day !== today && (
              <Button variant="subtle" onClick={() => go({ week: today })}>
                {words.thisWeek}
              </Button>
            )}
          </div>
        </div>
      )}
      {failed !== null && (
        <ProblemNotice problem={failed} onRetry={() => void (programs.isError ? programs.refetch() : found.refetch())} />
      )}
      {failed === null && found.data === undefined && <Waiting />}
      {found.data !== undefined && <Week found={found.data} stale={found.isPlaceholderData} />}
    </>
  );
}

function Week({ found, stale }: { found: ProgramHours; stale: boolean }) {
  const ends = addDays(found.starts_on, 6);
  return (
    <section aria-busy={stale}>
      <h2 className={classes.title}>{words.week(fullDay(found.starts_on), fullDay(ends))}</h2>
      <p className={classes.lead}>{words.lead(hours(found.program.weekly_hours * 60))}</p>
      {found.clients.length === 0 ? (
        <Message title={words.nobody} help={words.nobodyHelp} />
      ) : (
        <DenseTable
          label={words.table}
          columns={[words.client, hoursOf.counted, hoursOf.days, hoursOf.plan, words.units]}
        >
          {found.clients.map((one) => (
            <Row key={one.client.person_id} one={one} query={`?from=${found.starts_on}&to=${ends}`} />
          ))}
        </DenseTable>
      )}
    </section>
  );
}

function Row({ one: { client, week, authorizations }, query }: { one: ProgramHours['clients'][number]; query: string }) {
  const usable = authorizations.filter(({ standing }) => standing !== 'withdrawn' && standing !== 'ended');
  return (
    <tr>
      <th scope="row">
        <Link href={`/clients/${client.person_id}${query}`}>{client.legal_name}</Link>
        {client.record_number !== null && <span className={table.under}>{client.record_number}</span>}
      </th>
      <td data-column={hoursOf.counted}>
        <span>
          {duration(week.countable_minutes)}
          <WhereText of={week} />
        </span>
      </td>
      <td data-column={hoursOf.days}>{hoursOf.daysOf(week.service_days, week.days.length)}</td>
      <td data-column={hoursOf.plan}>
        <span>
          <PlanChip week={week} />
        </span>
      </td>
      <td data-column={words.units}>
        <span>
          {usable.map((authorization) => (
            <span key={authorization.id} className={classes.units}>
              {authorization.service_code}: {server.said(authorization.words)}
            </span>
          ))}
        </span>
      </td>
    </tr>
  );
}
