const FIRST = 300;
const LONGEST = 8_000;

/** Milliseconds to wait before the given attempt (from 0): doubling, with up to a third taken off at random. */
export function backoff(attempt: number, random: number): number {
  const full = Math.min(LONGEST, FIRST * 2 ** Math.min(attempt, 16));
  return Math.round(full * (1 - random / 3));
}
