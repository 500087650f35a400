import type { WeekBar } from '../../api/types';

type Height = Pick<WeekBar, 'countable_minutes' | 'target_minutes'>;

/** The top of the chart in minutes, whole hours: the longest bar or goal, and never less than one hour. */
export function topOf(weeks: readonly Height[]): number {
  const most = Math.max(60, ...weeks.flatMap((week) => [week.countable_minutes, week.target_minutes]));
  return Math.ceil(most / 60) * 60;
}

/** Height of a bar in per cent of the chart's. */
export function heightOf(minutes: number, top: number): number {
  return Math.min(100, (minutes / top) * 100);
}
