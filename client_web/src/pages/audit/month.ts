import type { SessionAttendance } from '../../api/types';
import { addDays, dayIn, startOfMonth, startOfWeek, type Day } from '../../time/zone';

/** What was held on one day. */
export interface DayTotals {
  day: Day;
  sessions: number;
  attended: number;
  expected: number;
  minutes: number;
}

/** Days on which sessions were held, in order. `program`: of that one alone; null for all. */
export function dayTotals(rows: readonly SessionAttendance[], program: string | null): DayTotals[] {
  const days = new Map<Day, DayTotals>();
  for (const { session, attended, expected, countable_minutes } of rows) {
    if (session.status !== 'finished' || (program !== null && session.program !== program)) continue;
    const day = dayIn(session.time_zone, new Date(session.starts_at));
    const before = days.get(day) ?? { day, sessions: 0, attended: 0, expected: 0, minutes: 0 };
    days.set(day, {
      day,
      sessions: before.sessions + 1,
      attended: before.attended + attended,
      expected: before.expected + expected,
      minutes: before.minutes + countable_minutes,
    });
  }
  return [...days.values()].sort((one, other) => one.day.localeCompare(other.day));
}

export function sumOf(days: readonly DayTotals[]): Omit<DayTotals, 'day'> {
  const add = (of: (one: DayTotals) => number) => days.reduce((sum, one) => sum + of(one), 0);
  return {
    sessions: add((one) => one.sessions),
    attended: add((one) => one.attended),
    expected: add((one) => one.expected),
    minutes: add((one) => one.minutes),
  };
}

export function shareOf({ attended, expected }: Pick<DayTotals, 'attended' | 'expected'>): number {
  return expected === 0 ? 0 : attended / expected;
}

/** From these shares on a day is drawn darker. */
const STEPS = [0.5, 0.75, 0.9];

/** How dark a day is drawn, 0 (no session) to 4. */
export function heatOf(totals: DayTotals | undefined): number {
  return totals === undefined ? 0 : 1 + STEPS.filter((step) => shareOf(totals) >= step).length;
}

/** The weeks of the month as rows of seven days, Mondays first; null outside of it. */
export function calendarOf(month: Day): (Day | null)[][] {
  const first = startOfMonth(month);
  const weeks: (Day | null)[][] = [];
  for (let monday = startOfWeek(first); monday <= lastOf(first); monday = addDays(monday, 7)) {
    const week = Array.from({ length: 7 }, (_, index) => addDays(monday, index));
    weeks.push(week.map((day) => (day.slice(0, 7) === first.slice(0, 7) ? day : null)));
  }
  return weeks;
}

export function lastOf(month: Day): Day {
  return addDays(startOfMonth(addDays(startOfMonth(month), 31)), -1);
}
