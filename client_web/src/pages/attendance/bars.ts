import type { WeekBar } from '../../api/types';

export type WeekState = 'reached' | 'short' | 'running';

/** Whether a week reached its goal. The running week is never short: it is not over. */
export function weekState(week: WeekBar, thisWeek: string): WeekState {
  if (week.countable_minutes >= week.target_minutes) return 'reached';
  return week.starts_on >= thisWeek ? 'running' : 'short';
}

/** The top of the chart in minutes, whole hours: the longest bar or goal, and never less than one hour. */
export function topOf(weeks: readonly WeekBar[]): number {
  const most = Math.max(60, ...weeks.flatMap((week) => [week.countable_minutes, week.target_minutes]));
  return Math.ceil(most / 60) * 60;
}

/** Height of a bar in per cent of the chart's. */
export function heightOf(minutes: number, top: number): number {
  return Math.min(100, (minutes / top) * 100);
}
