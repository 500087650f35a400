import { Button, NativeSelect } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useWeek, type Filters } from '../../api/schedule';
import type { CalendarPage } from '../../api/types';
import { LinkButton } from '../../components/clinic/LinkButton';
import { Message } from '../../components/clinic/Message';
import { PageHeading } from '../../components/clinic/PageHeading';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import { Waiting } from '../../components/clinic/Waiting';
import { planPreview, schedule as words } from '../../texts/clinic';
import { isDay } from '../../time/range';
import { addDays, dayIn, monthAndDay, startOfWeek, type Day } from '../../time/zone';
import { SessionPanel } from './SessionPanel';
import { optionsOf, planOf, type Option } from './week';
import classes from './Week.module.css';
import { Week } from './Week';

const SAVED = 'saved';
const FILTERS = ['site', 'program', 'facilitator'] as const;

/** A week as a calendar: what meets, and on a click who runs it and what can be done with it. */
export function WeekPage() {
  const me = useStaff();
  const admin = me.role === 'admin';
  const [query, setQuery] = useSearchParams();
  const [open, setOpen] = useState<string | null>(null);
  const [saved, setSaved] = useState(() => savedWords(query.get(SAVED)));
  const told = query.has(SAVED);
  useEffect(() => {
    if (told) setQuery(without(SAVED), { replace: true }); // loaded again, nothing is saved again
  }, [told, setQuery]);
  const today = dayIn(me.clinic.time_zone, new Date());
  const asked = query.get('week') ?? '';
  const first = startOfWeek(isDay(asked) ? asked : today);
  const week = useWeek(first);
  const filters: Filters = Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? undefined]));
  const set = (name: string, value: string) => {
    setSaved('');
    setQuery(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  };
  const to = (day: Day) => set('week', startOfWeek(day) === startOfWeek(today) ? '' : day);
  return (
    <>
      <PageHeading title={words.title} lead={admin ? words.lead : words.leadOwn}>
        {admin && (
          <LinkButton to="/new" leftSection={<IconPlus size={18} aria-hidden />}>
            {words.add}
          </LinkButton>
        )}
      </PageHeading>
      <div className={classes.bar}>
        <div className={classes.turn}>
          <Button variant="default" size="sm" px={10} aria-label={words.before} onClick={() => to(addDays(first, -7))}>
            <IconChevronLeft size={18} aria-hidden />
          </Button>
          <Button variant="default" size="sm" px={10} aria-label={words.after} onClick={() => to(addDays(first, 7))}>
            <IconChevronRight size={18} aria-hidden />
          </Button>
          <h2 className={classes.range} aria-live="polite">
            {words.week(monthAndDay(first), monthAndDay(addDays(first, 6)))}
          </h2>
          {first !== startOfWeek(today) && (
            <Button variant="subtle" size="sm" onClick={() => to(today)}>
              {words.now}
            </Button>
          )}
        </div>
        {week.data && <FilterBar page={week.data} filters={filters} facilitators={admin} onChange={set} />}
      </div>
      <p className={classes.saved} role="status">
        {saved}
      </p>
      {week.isPending && <Waiting />}
      {week.isError && <ProblemNotice problem={week.error} onRetry={() => void week.refetch()} />}
      {week.data && (
        <Found
          page={week.data}
          first={first}
          filters={filters}
          admin={admin}
          onOpen={setOpen}
          onShowAll={() => setQuery(asked === '' ? {} : { week: asked }, { replace: true })}
        />
      )}
      {open !== null && <SessionPanel session={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function without(name: string) {
  return (before: URLSearchParams) => {
    const next = new URLSearchParams(before);
    next.delete(name);
    return next;
  };
}

/** What was saved a moment ago, when one comes from the form. */
function savedWords(saved: string | null): string {
  if (saved === null || !/^\d+(\.\d+){3}$/.test(saved)) return '';
  const [made = 0, changed = 0, cancelled = 0, leftOut = 0] = saved.split('.').map(Number);
  return planPreview.saved(made, changed, cancelled, leftOut);
}

interface FilterBarProps {
  page: CalendarPage;
  filters: Filters;
  /** Whether there are others than whoever looks. */
  facilitators: boolean;
  onChange: (name: string, value: string) => void;
}

function FilterBar({ page, filters, facilitators, onChange }: FilterBarProps) {
  const select = (name: (typeof FILTERS)[number], label: string, all: string, options: readonly Option[]) =>
    (options.length > 1 || filters[name] !== undefined) && (
      <NativeSelect
        key={name}
        size="sm"
        aria-label={label}
        value={options.some((one) => one.value === filters[name]) ? filters[name] : ''}
        data={[{ value: '', label: all }, ...options]}
        onChange={(event) => onChange(name, event.currentTarget.value)}
      />
    );
  return (
    <div className={classes.filters} role="group" aria-label={words.filters}>
      {select('site', words.site, words.anySite, optionsOf(page, ({ site }) => [site]))}
      {select('program', words.program, words.anyProgram, optionsOf(page, ({ program }) => [program]))}
      {facilitators &&
        select('facilitator', words.facilitator, words.anyFacilitator, optionsOf(page, (one) => one.facilitators))}
    </div>
  );
}

interface FoundProps {
  page: CalendarPage;
  first: Day;
  filters: Filters;
  admin: boolean;
  onOpen: (session: string) => void;
  onShowAll: () => void;
}

function Found({ page, first, filters, admin, onOpen, onShowAll }: FoundProps) {
  const days = planOf(page, first, filters);
  const empty = days.every((one) => one.sessions.length === 0);
  if (empty && page.sessions.length > 0)
    return (
      <Message title={words.noneFiltered} help={words.noneFilteredHelp}>
        <Button variant="default" onClick={onShowAll}>
          {words.showAll}
        </Button>
      </Message>
    );
  return (
    <>
      {empty && (
        <Message title={words.none} help={admin ? words.noneHelp : words.noneOwnHelp}>
          {admin && <LinkButton to="/new">{words.add}</LinkButton>}
        </Message>
      )}
      {(!empty || page.holidays.length > 0) && <Week days={days} today={page.today} zone={page.time_zone} onOpen={onOpen} />}
    </>
  );
}
