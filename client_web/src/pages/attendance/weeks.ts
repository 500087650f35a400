import { addDays, startOfWeek, type Day } from '../../time/zone';
import type { DayRange } from '../../time/range';

/** Countable time that fell on one day. */
export interface Counted {
  day: Day;
  countableMs: number;
}

export interface Week {
  from: Day;
  to: Day;
  hours: number;
  sessions: number;
}

const MS_PER_HOUR = 3_600_000;

/** Every week that the range touches, those without a session included, oldest first. */
export function weeksOf(counted: readonly Counted[], range: DayRange, weekStart = 1): Week[] {
  const weeks: Week[] = [];
  for (let from = startOfWeek(range.from, weekStart); from <= range.to; from = addDays(from, 7)) {
    const to = addDays(from, 6);
    const inside = counted.filter((one) => one.day >= from && one.day <= to);
    const countable = inside.reduce((sum, one) => sum + one.countableMs, 0);
    weeks.push({ from, to, hours: countable / MS_PER_HOUR, sessions: inside.length });
  }
  return weeks;
}

/** The top of a bar chart in whole hours: the longest bar or the goal, whichever is more, and never less than one. */
export function topOf(weeks: readonly Week[], goal: number | null): number {
  return Math.ceil(Math.max(1, goal ?? 0, ...weeks.map((week) => week.hours)));
}
