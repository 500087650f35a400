import type { SessionSummary } from '../../api/types';
import { addDays, dayIn, instantOf } from '../../time/zone';

/**
 * The instants of two wall clock times (`HH:MM`) of a session, null when they run backwards. In a session past midnight
 * an early time belongs to the next day.
 */
export function spanOf(session: SessionSummary, from: string, to: string): { from: Date; to: Date } | null {
  const zone = session.time_zone;
  const first = dayIn(zone, new Date(session.starts_at));
  const last = dayIn(zone, new Date(session.ends_at));
  const start = instantOf(zone, first, from);
  const end = instantOf(zone, last > first && to <= from ? addDays(first, 1) : first, to);
  return end > start ? { from: start, to: end } : null;
}

/** The end of a session, or now while it goes on: nobody can state what is still to come. */
export function latestEnd(session: SessionSummary, now: number): Date {
  return new Date(Math.min(Date.parse(session.ended_at ?? session.ends_at), now));
}
