import { addDays, daysBetween, startOfMonth, startOfWeek, type Day } from './zone';

/** Days from `from` to `to`, both included. */
export interface DayRange {
  from: Day;
  to: Day;
}

export type Preset = 'this_week' | 'last_week' | 'four_weeks' | 'this_month';

export const PRESETS: readonly Preset[] = ['this_week', 'last_week', 'four_weeks', 'this_month'];
export const LONGEST_RANGE_DAYS = 366;

export function presetRange(preset: Preset, today: Day): DayRange {
  const monday = startOfWeek(today);
  switch (preset) {
    case 'this_week':
      return { from: monday, to: addDays(monday, 6) };
    case 'last_week':
      return { from: addDays(monday, -7), to: addDays(monday, -1) };
    case 'four_weeks':
      return { from: addDays(monday, -21), to: addDays(monday, 6) };
    case 'this_month':
      return { from: startOfMonth(today), to: addDays(startOfMonth(addDays(startOfMonth(today), 31)), -1) };
  }
}

/** The preset that is this very range, or null when somebody chose their own days. */
export function presetOf(range: DayRange, today: Day): Preset | null {
  return PRESETS.find((preset) => sameRange(presetRange(preset, today), range)) ?? null;
}

/** The range in an address's query, or the fallback when it is absent, malformed, backwards or longer than a year. */
export function rangeFromQuery(query: string, fallback: DayRange): DayRange {
  const values = new URLSearchParams(query);
  const [from, to] = [values.get('from'), values.get('to')];
  if (from === null || to === null || !isDay(from) || !isDay(to)) return fallback;
  const length = daysBetween(from, to);
  return length < 0 || length >= LONGEST_RANGE_DAYS ? fallback : { from, to };
}

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function sameRange(one: DayRange, other: DayRange): boolean {
  return one.from === other.from && one.to === other.to;
}
