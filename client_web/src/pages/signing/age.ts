import { signing as words } from '../../texts/clinic';

const HOUR = 3_600_000;

/** How long ago: hours for two days, then days. */
export function age(since: string, now: number): string {
  const hours = Math.max(0, Math.floor((now - Date.parse(since)) / HOUR));
  return hours < 48 ? words.hours(hours) : words.days(Math.floor(hours / 24));
}
