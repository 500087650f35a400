import { describe, expect, it } from 'vitest';
import { carriedOver, changedRules, isComplete, said } from './rules';

describe('the rules in the form', () => {
  it('are those that the server says something about', () => {
    expect(said({ group_cap: 8, phone_counts: null })).toEqual({ group_cap: 8 });
  });

  it('keep what one changed when others have saved meanwhile, and take over what they changed', () => {
    const base = { group_cap: 12, grace_ms: 600_000, phone_counts: true };
    const mine = { group_cap: 8, grace_ms: 600_000 };
    const theirs = { group_cap: 10, grace_ms: 300_000, phone_counts: true };
    expect(carriedOver(base, mine, theirs)).toEqual({ group_cap: 8, grace_ms: 300_000 });
  });

  it('differ by value and not by identity', () => {
    expect(changedRules({ counting_kinds: ['group'] }, { counting_kinds: ['group'] })).toEqual([]);
    expect(changedRules({ counting_kinds: ['group'] }, {})).toEqual(['counting_kinds']);
  });

  it('are not complete while a number or a name is missing', () => {
    expect(isComplete({ group_cap: null })).toBe(false);
    expect(isComplete({ weekly_hours: [{ level: ' ', least: 9, most: 19 }] })).toBe(false);
    expect(isComplete({ group_cap: 0, weekly_hours: [{ level: '2.1', least: 9, most: 19 }] })).toBe(true);
  });
});
