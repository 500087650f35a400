/** The wall clock of whoever looks, with the zone's short name: `9:00 AM`, `PDT`. */
export function localTime(iso: string): { time: string; zone: string } {
  const parts = new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' }).formatToParts(new Date(iso));
  const zone = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const time = parts
    .filter(({ type }) => type !== 'timeZoneName')
    .map(({ value }) => value)
    .join('')
    .replace(/\u202f/g, ' ')
    .trim();
  return { time, zone };
}

/** Whole minutes from one moment to another, never below 0. */
export function minutesBetween(from: number, to: number): number {
  return Math.max(0, Math.floor((to - from) / 60_000));
}

/** Minutes to go as people say it: never more than were asked for because clocks differ a little, and 0 only when over. */
export function minutesLeft(until: number, now: number): number {
  return until <= now ? 0 : Math.max(1, Math.round((until - now) / 60_000));
}
