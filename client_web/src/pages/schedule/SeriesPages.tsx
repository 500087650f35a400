import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAddSeries, useChangeSeries, useChoices, useSeries } from '../../api/schedule';
import type { ScheduleChoices, Series } from '../../api/types';
import { LinkButton } from '../../components/clinic/LinkButton';
import { Message } from '../../components/clinic/Message';
import { PageHeading } from '../../components/clinic/PageHeading';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import { Waiting } from '../../components/clinic/Waiting';
import { schedule, seriesForm as words } from '../../texts/clinic';
import { addDays, dayIn, longDay, type Day } from '../../time/zone';
import { formOf, freshForm } from './draft';
import { SeriesForm } from './SeriesForm';
import { SeriesTeam } from './SeriesTeam';

const BACK = { to: '/', words: schedule.title };

/** Sessions that are to meet, once or again and again. */
export function NewPage({ day }: { day: Day | null }) {
  const choices = useChoices();
  return (
    <>
      <PageHeading title={words.title} back={BACK} />
      {choices.isPending && <Waiting />}
      {choices.isError && <ProblemNotice problem={choices.error} onRetry={() => void choices.refetch()} />}
      {choices.data && <New day={day} choices={choices.data} />}
    </>
  );
}

function New({ day, choices }: { day: Day | null; choices: ScheduleChoices }) {
  const zone = useStaff().clinic.time_zone;
  const [start] = useState(() => freshForm(day ?? addDays(dayIn(zone, new Date()), 1), choices));
  const add = useAddSeries();
  const [, navigate] = useLocation();
  return (
    <SeriesForm
      start={start}
      choices={choices}
      follows={null}
      saving={add.isPending}
      problem={add.error}
      onSave={(draft, override) =>
        add.mutate({ draft, override }, { onSuccess: (saved) => navigate(weekOf(draft.first_on, saved)) })
      }
    />
  );
}

/** A series that goes on another way from some day on: the one that was asked for, or the next that there is. */
export function ChangePage({ series: id, from: asked }: { series: string; from: Day | null }) {
  const today = dayIn(useStaff().clinic.time_zone, new Date());
  const choices = useChoices();
  const series = useSeries(id);
  const failed = choices.error ?? series.error;
  const from = asked ?? (series.data && (series.data.first_on > today ? series.data.first_on : today));
  const over = series.data !== undefined && from !== undefined && from > series.data.last_on;
  return (
    <>
      <PageHeading title={words.changeTitle} back={BACK} lead={from && !over ? words.changeLead(longDay(from)) : undefined} />
      {failed && <ProblemNotice problem={failed} onRetry={() => void Promise.all([choices.refetch(), series.refetch()])} />}
      {!failed && over && (
        <Message title={words.over(longDay(series.data.last_on))} help={words.overHelp}>
          <LinkButton to="/new">{schedule.add}</LinkButton>
        </Message>
      )}
      {!failed && !over && (choices.data && series.data && from ? <Change series={series.data} from={from} choices={choices.data} /> : <Waiting />)}
      {!over && series.data && <SeriesTeam series={series.data} />}
    </>
  );
}

function Change({ series, from, choices }: { series: Series; from: Day; choices: ScheduleChoices }) {
  const [start] = useState(() => formOf(series, from));
  const [version] = useState(series.version);
  const change = useChangeSeries(series.id);
  const [, navigate] = useLocation();
  return (
    <SeriesForm
      start={start}
      choices={choices}
      follows={series.id}
      saving={change.isPending}
      problem={change.error}
      onSave={(draft, override) =>
        change.mutate({ draft, version, override }, { onSuccess: (saved) => navigate(weekOf(draft.first_on, saved)) })
      }
    />
  );
}

/** The week of that day, which says what was saved. */
function weekOf(day: Day, { made, changed, cancelled, left_out }: { made: number; changed: number; cancelled: number; left_out: number }): string {
  return `/?week=${day}&saved=${[made, changed, cancelled, left_out].join('.')}`;
}
