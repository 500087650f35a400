import type { HomeSession } from '../../api/types';
import { texts } from '../../texts/en';
import { clock, clockHere, dayIn, longDay } from '../../time/zone';

/** `Today, Monday, March 2, 9:00 AM to 12:00 PM`, on the clock of where it is. */
export function whenOf({ starts_at, ends_at, time_zone }: HomeSession, now = new Date()): string {
  const [start, end] = [new Date(starts_at), new Date(ends_at)];
  const day = dayIn(time_zone, start);
  const said = day === dayIn(time_zone, now) ? texts.home.today(longDay(day)) : longDay(day);
  return texts.home.on(said, clock(time_zone, start), clockHere(time_zone, end));
}

/** Where; nobody goes anywhere for what does not take place. */
export function placeOf({ setting, state }: HomeSession): string {
  return state === 'planned' || state === 'in_progress' ? texts.home.setting[setting] : '';
}

export function stateOf({ state }: HomeSession): string {
  return texts.home.state[state];
}
