import type { Correction } from '../../api/types';

/** A form shows whole minutes: what nobody changed there keeps its seconds. `was`, `wasInRoom`: before the correction. */
export function minutesOf(
  minutes: number | '',
  inRoom: number | '',
  was: number,
  wasInRoom: number,
): Pick<Correction, 'countable_minutes' | 'in_room_minutes'> {
  const countable_minutes = kept(Number(minutes), was);
  return { countable_minutes, in_room_minutes: Math.min(kept(Number(inRoom), wasInRoom), countable_minutes) };
}

function kept(minutes: number, was: number): number {
  return minutes === Math.floor(was) ? was : minutes;
}
