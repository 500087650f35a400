import { useEffect, useRef, useState } from 'react';
import { previewPolicy } from '../../api/policies';
import type { PolicyPreview, PolicyRules, PolicyScope } from '../../api/types';
import { addDays, type Day } from '../../time/zone';

export const WEEKS = 4;

export interface PreviewState {
  /** As text, of which rules this is. */
  key: string;
  /** Weeks that were looked at. */
  done: number;
  found: PolicyPreview | null;
  problem: Error | null;
}

const NOTHING: PreviewState = { key: '', done: 0, found: null, problem: null };

/** Looks at the last four weeks one after the other, so that progress shows and no request is a long one. */
export function usePreview(scope: PolicyScope, holder: string) {
  const [state, setState] = useState(NOTHING);
  const turn = useRef(0);
  useEffect(() => () => void (turn.current += 1), []);

  const look = async (rules: PolicyRules, today: Day): Promise<void> => {
    const mine = (turn.current += 1);
    const key = JSON.stringify(rules);
    let found: PolicyPreview | null = null;
    setState({ ...NOTHING, key });
    try {
      for (let week = 0; week < WEEKS; week += 1) {
        const last = addDays(today, -7 * week);
        const one = await previewPolicy(scope, holder, rules, addDays(last, -6), last);
        if (turn.current !== mine) return;
        found = found === null ? one : together(found, one);
        setState({ key, done: week + 1, found, problem: null });
      }
    } catch (problem) {
      if (turn.current === mine) setState({ ...NOTHING, key, problem: problem as Error });
    }
  };
  return { state, look };
}

/** Of two stretches of days that touch, the later first. */
export function together(later: PolicyPreview, earlier: PolicyPreview): PolicyPreview {
  return {
    first_day: earlier.first_day,
    last_day: later.last_day,
    sessions: later.sessions + earlier.sessions,
    records: later.records + earlier.records,
    differences: later.differences,
    outcomes: sum(later.outcomes, earlier.outcomes),
    flags: sum(later.flags, earlier.flags),
    changes: [...later.changes, ...earlier.changes],
    left_out: later.left_out + earlier.left_out,
  };
}

type Tally = PolicyPreview['outcomes'][number];

function sum(one: readonly Tally[], other: readonly Tally[]): Tally[] {
  const codes = [...new Set([...one, ...other].map(({ code }) => code))].sort();
  const of = (tallies: readonly Tally[], code: string) => tallies.find((tally) => tally.code === code);
  return codes.map((code) => ({
    code,
    before: (of(one, code)?.before ?? 0) + (of(other, code)?.before ?? 0),
    after: (of(one, code)?.after ?? 0) + (of(other, code)?.after ?? 0),
  }));
}
