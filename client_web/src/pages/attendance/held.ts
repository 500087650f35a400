import type { SessionSummary } from '../../api/types';
import { record as words } from '../../texts/clinic';
import { clock } from '../../time/zone';

/** From when to when a session that is over was held, which is what its records are measured against. */
export function heldAt({ started_at: from, ended_at: to, time_zone: zone }: SessionSummary): string | null {
  if (from === null || to === null) return null;
  return words.held(clock(zone, new Date(from)), clock(zone, new Date(to)));
}
