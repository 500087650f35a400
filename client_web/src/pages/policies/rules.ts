import type { PolicyRules } from '../../api/types';

export type Rule = keyof PolicyRules;
/** Rules that somebody says something about. */
export type Own = Partial<Record<Rule, unknown>>;

/** The rules that are said something about: what the server leaves empty is not. */
export function said(rules: Partial<PolicyRules>): Own {
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== null));
}

/** Rules of which the two do not say the same. */
export function changedRules(before: Own, after: Own): Rule[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<Rule>;
  return [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** What somebody changed in `base`, over the newer version instead of it. */
export function carriedOver(base: Own, edited: Own, newer: Own): Own {
  const mine = changedRules(base, edited);
  const theirs = Object.entries(newer).filter(([rule]) => !mine.some((one) => one === rule));
  const kept = mine.filter((rule) => rule in edited).map((rule) => [rule, edited[rule]]);
  return Object.fromEntries([...theirs, ...kept]) as Own;
}

/** Without one rule: what is beneath says it. */
export function without(own: Own, rule: Rule): Own {
  return Object.fromEntries(Object.entries(own).filter(([name]) => name !== rule));
}

export interface Level {
  level: string;
  least: number | null;
  most: number | null;
}

/** Whether every number is one, and every level of care has a name. */
export function isComplete(own: Own): boolean {
  const { weekly_hours: levels, ...others } = own;
  const named = ((levels ?? []) as Level[]).every(
    ({ level, least, most }) => level.trim() !== '' && least !== null && most !== null,
  );
  return named && Object.values(others).every((value) => value !== null);
}
