import type { KioskContact } from '../../../api/types';

/** The tablet's two clocks: the wall's, which may be set, and one that only counts while this page is open. */
export type Clocks = Pick<KioskContact, 'run' | 'ticks' | 'wall'>;

const RUN = Math.random().toString(36).slice(2, 10).padEnd(8, '0');

export function clocks(): Clocks {
  return { run: RUN, ticks: Math.round(performance.now()), wall: Date.now() };
}

/** What `ask` learnt of the server's time, between the readings before and after it. */
export async function contact<Answer extends { now: number }>(
  ask: () => Promise<Answer>,
): Promise<[Answer, KioskContact]> {
  const before = clocks();
  const answer = await ask();
  const took = clocks().ticks - before.ticks;
  const half = Math.ceil(took / 2);
  return [
    answer,
    { ...before, ticks: before.ticks + half, wall: before.wall + half, server: answer.now, error: half + 1 },
  ];
}
