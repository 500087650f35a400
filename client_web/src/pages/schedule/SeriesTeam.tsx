import { Button } from '@mantine/core';
import { useState } from 'react';
import { useSeriesTeam } from '../../api/others';
import type { Series, SeriesTeam as Team } from '../../api/types';
import { DenseTable } from '../../components/clinic/DenseTable';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { Waiting } from '../../components/clinic/Waiting';
import { others, seriesTeam as words, team } from '../../texts/clinic';
import { dayIn, shortDay } from '../../time/zone';
import { EndInSeries } from '../staff/EndInSeries';
import classes from '../staff/RosterPlan.module.css';
import { SeriesTeamDialog } from '../staff/TeamDialog';

/** Staff who take part in all of a series beside those whom it names. */
export function SeriesTeam({ series }: { series: Series }) {
  const found = useSeriesTeam(series.id);
  const today = dayIn(useStaff().clinic.time_zone, new Date());
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Team['members'][number] | null>(null);
  if (found.isPending) return <Waiting />;
  if (found.isLoadingError) return <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />;
  const first = series.first_on > today ? series.first_on : today;
  return (
    <section aria-label={words.title}>
      <div className={classes.head}>
        <h2>{words.title}</h2>
        <Button variant="default" onClick={() => setAdding(true)}>
          {words.add}
        </Button>
      </div>
      {found.data.members.length === 0 ? (
        <Message title={words.none} help={words.lead} />
      ) : (
        <DenseTable label={words.table} columns={[others.name, others.role, words.from, words.until, others.acts]}>
          {found.data.members.map((one) => (
            <tr key={one.id}>
              <th scope="row">{one.name}</th>
              <td data-column={others.role}>{team.roles[one.role]}</td>
              <td data-column={words.from}>{shortDay(one.from_on)}</td>
              <td data-column={words.until}>{one.until_on === null ? words.open : shortDay(one.until_on)}</td>
              <td data-column={others.acts} className={table.middle}>
                <Button variant="default" size="compact-sm" aria-label={others.of(others.end, one.name)} onClick={() => setEnding(one)}>
                  {others.end}
                </Button>
              </td>
            </tr>
          ))}
        </DenseTable>
      )}
      {adding && <SeriesTeamDialog series={series.id} first={first} last={series.last_on} onClose={() => setAdding(false)} />}
      {ending && <EndInSeries series={series.id} member={ending} last={today} today={today} onClose={() => setEnding(null)} />}
    </section>
  );
}
