const AT_ONCE = 200;
const LONGEST = 15_000;
/** A server that restarts tells everybody at the same moment; they come back spread over this time, shorter where another is there already. */
const DRAIN = { least: 1_000, spread: 4_000 };
const MOVE = { least: 0, spread: 500 };

/** Milliseconds to wait before the given attempt (from 0): at once, then 1, 2, 4 … 15 s, up to a third taken off at random. */
export function backoff(attempt: number, random: number): number {
  const full = attempt === 0 ? AT_ONCE : Math.min(LONGEST, 1_000 * 2 ** Math.min(attempt - 1, 16));
  return Math.round(full * (1 - random / 3));
}

export function afterDraining(random: number, soon: boolean): number {
  const { least, spread } = soon ? MOVE : DRAIN;
  return Math.round(least + spread * random);
}
