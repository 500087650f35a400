/** Whole minutes from one moment to another, never below 0. */
export function minutesBetween(from: number, to: number): number {
  return Math.max(0, Math.floor((to - from) / 60_000));
}

/** Minutes to go as people say it: never more than were asked for because clocks differ a little, and 0 only when over. */
export function minutesLeft(until: number, now: number): number {
  return until <= now ? 0 : Math.max(1, Math.round((until - now) / 60_000));
}
