import type { Level } from '../../api/types';

/** Whether so many hours a week are not what is usual at a level. */
export function isOutside(hours: number, level: Level): boolean {
  return hours < level.least_hours || (level.most_hours > 0 && hours > level.most_hours);
}

const INTENSITY = /^\d+(\.\d+)?/;

/** What it is to go from one level of care to another, as the server reckons it. */
export function direction(before: string, after: string): 'step_up' | 'step_down' | 'transfer' {
  const [one, other] = [intensity(before), intensity(after)];
  if (one === null || other === null || one === other) return 'transfer';
  return other > one ? 'step_up' : 'step_down';
}

function intensity(level: string): number | null {
  if (level === 'aftercare') return 0;
  const number = INTENSITY.exec(level);
  return number === null ? null : Number(number[0]);
}
