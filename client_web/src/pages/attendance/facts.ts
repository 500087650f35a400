import type { Fact } from '../../api/types';

/** A fact, or a run of beats that nothing interrupts: hundreds of them say the same thing. */
export type FactRow = { kind: 'fact'; fact: Fact } | { kind: 'beats'; first: Fact; last: Fact; count: number };

const BEAT = 'beat';

/** Facts as given, runs of beats folded as long as they are about the same. */
export function foldBeats(facts: readonly Fact[]): FactRow[] {
  const rows: FactRow[] = [];
  for (const fact of facts) {
    const last = rows.at(-1);
    if (fact.kind !== BEAT) rows.push({ kind: 'fact', fact });
    else if (last?.kind === 'beats' && last.first.about === fact.about) rows[rows.length - 1] = { ...last, last: fact, count: last.count + 1 };
    else rows.push({ kind: 'beats', first: fact, last: fact, count: 1 });
  }
  return rows;
}
