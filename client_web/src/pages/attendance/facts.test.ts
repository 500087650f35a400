import { describe, expect, it } from 'vitest';
import type { Fact } from '../../api/types';
import { foldBeats } from './facts';

function fact(id: string, kind = 'beat', about: Fact['about'] = 'client'): Fact {
  const at = '2026-03-02T14:00:00Z';
  return { id, kind, about, source: 'live session', observed_at: at, recorded_at: at, connection: null, text: kind };
}

describe('facts', () => {
  it('show a run of beats as one row, from its first to its last', () => {
    const rows = foldBeats([fact('a'), fact('b'), fact('c'), fact('d', 'placed'), fact('e')]);
    expect(rows).toEqual([
      { kind: 'beats', first: fact('a'), last: fact('c'), count: 3 },
      { kind: 'fact', fact: fact('d', 'placed') },
      { kind: 'beats', first: fact('e'), last: fact('e'), count: 1 },
    ]);
  });

  it('keep beats that saw the client apart from those that did not', () => {
    const rows = foldBeats([fact('a', 'beat', 'session'), fact('b', 'beat', 'session'), fact('c')]);
    expect(rows.map((row) => row.kind === 'beats' && row.count)).toEqual([2, 1]);
  });
});
