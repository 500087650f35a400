import type { OwnSession } from '../../api/types';
import { dayIn, type Day } from '../../time/zone';

export interface DaySessions {
  day: Day;
  sessions: OwnSession[];
}

export interface WeekPlan {
  today: OwnSession[];
  earlier: DaySessions[];
  later: DaySessions[];
}

/** The week's sessions around today, each day in the clinic's zone and each list by time; of today what is over comes last. */
export function planWeek(sessions: readonly OwnSession[], zone: string, today: Day): WeekPlan {
  const days = byDay(sessions, zone);
  const others = [...days]
    .filter(([day]) => day !== today)
    .map(([day, found]) => ({ day, sessions: found }))
    .sort((one, other) => one.day.localeCompare(other.day));
  return {
    today: [...(days.get(today) ?? [])].sort((one, other) => Number(isOver(one)) - Number(isOver(other))),
    earlier: others.filter(({ day }) => day < today),
    later: others.filter(({ day }) => day > today),
  };
}

export function isOver({ status }: OwnSession): boolean {
  return status === 'finished' || status === 'cancelled';
}

/** The one session of today that asks to be opened: the one going on, otherwise the next planned. */
export function mainSession(today: readonly OwnSession[]): OwnSession | null {
  return (
    today.find((session) => session.status === 'in_progress') ??
    today.find((session) => session.status === 'planned') ??
    null
  );
}

/** Whole minutes until an instant, rounded up to the later minute; negative once it has passed. */
export function minutesUntil(instant: string, now: number): number {
  return Math.ceil((Date.parse(instant) - now) / 60_000) || 0;
}

function byDay(sessions: readonly OwnSession[], zone: string): Map<Day, OwnSession[]> {
  const days = new Map<Day, OwnSession[]>();
  for (const session of [...sessions].sort((one, other) => Date.parse(one.starts_at) - Date.parse(other.starts_at))) {
    const day = dayIn(zone, new Date(session.starts_at));
    days.set(day, [...(days.get(day) ?? []), session]);
  }
  return days;
}
