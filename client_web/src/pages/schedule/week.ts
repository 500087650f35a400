import type { Filters } from '../../api/schedule';
import type { CalendarEntry, CalendarHoliday, CalendarPage } from '../../api/types';
import { schedule as words } from '../../texts/clinic';
import { addDays, clock, zoneName, type Day } from '../../time/zone';

export interface DayPlan {
  day: Day;
  sessions: readonly CalendarEntry[];
  holidays: readonly CalendarHoliday[];
}

export interface Option {
  value: string;
  label: string;
}

/** The seven days with what meets on each, as far as the filters let it through. */
export function planOf(page: CalendarPage, first: Day, filters: Filters): readonly DayPlan[] {
  const shown = page.sessions.filter((one) => fits(one, filters));
  return Array.from({ length: 7 }, (_, index) => addDays(first, index)).map((day) => ({
    day,
    sessions: shown.filter((one) => one.day === day),
    holidays: page.holidays.filter((one) => one.day === day),
  }));
}

export function fits({ site, program, facilitators }: CalendarEntry, filters: Filters): boolean {
  return (
    (filters.site === undefined || site?.id === filters.site) &&
    (filters.program === undefined || program?.id === filters.program) &&
    (filters.facilitator === undefined || facilitators.some((one) => one.id === filters.facilitator))
  );
}

/** Whatever occurs in the week, by name, and what is chosen although it does not. */
export function optionsOf(
  page: CalendarPage,
  of: (entry: CalendarEntry) => readonly ({ id: string; name: string } | null)[],
): readonly Option[] {
  const found = new Map(
    page.sessions.flatMap((entry) => of(entry).flatMap((one) => (one === null ? [] : [[one.id, one.name] as const]))),
  );
  return [...found]
    .map(([value, label]) => ({ value, label }))
    .sort((one, other) => one.label.localeCompare(other.label));
}

/** `5:30 – 8:45 PM`, by the clock of its place; `zoned`: and which clock that is. */
export function spanOf({ starts_at, ends_at, time_zone }: CalendarEntry, zoned: boolean): string {
  const from = clock(time_zone, new Date(starts_at));
  const to = clock(time_zone, new Date(ends_at));
  const half = / [AP]M$/;
  const span = words.from(half.exec(from)?.[0] === half.exec(to)?.[0] ? from.replace(half, '') : from, to);
  return zoned ? `${span} ${zoneName(time_zone, new Date(starts_at))}` : span;
}

/** Before which of today's sessions the line stands that says what time it is. */
export function lineAt(sessions: readonly CalendarEntry[], now: number): number {
  const index = sessions.findIndex((one) => Date.parse(one.starts_at) > now);
  return index === -1 ? sessions.length : index;
}
