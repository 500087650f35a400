/** Rules of recurrence (RFC 5545) as a form has them, and in words. */
import type { SeriesSummary } from '../../api/types';
import { repeats as words } from '../../texts/clinic';
import { clock, fullDay, type Day } from '../../time/zone';

export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export type Repeat = 'weekly' | 'daily' | 'once' | 'rule';

export interface Pattern {
  repeat: Repeat;
  days: readonly Weekday[];
  /** Weeks from one to the next. */
  every: number;
  /** As written, where nothing else fits. */
  rule: string;
}

export function weekdayOf(day: Day): Weekday {
  return WEEKDAYS[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7]!;
}

export function patternOf(rule: string, once: boolean): Pattern {
  const parts = partsOf(rule);
  const pattern = { days: daysOf(parts), every: Number(parts.get('INTERVAL') ?? 1), rule };
  if (once) return { ...pattern, repeat: 'once' };
  if (parts.get('FREQ') === 'DAILY' && parts.size === 1) return { ...pattern, repeat: 'daily' };
  const weekly = parts.get('FREQ') === 'WEEKLY' && pattern.days.length > 0;
  return { ...pattern, repeat: weekly ? 'weekly' : 'rule' };
}

export function ruleOf({ repeat, days, every, rule }: Pattern): string {
  if (repeat === 'rule') return rule.trim();
  if (repeat !== 'weekly') return 'FREQ=DAILY';
  const ordered = WEEKDAYS.filter((one) => days.includes(one)).join(',');
  return every > 1 ? `FREQ=WEEKLY;INTERVAL=${every};BYDAY=${ordered}` : `FREQ=WEEKLY;BYDAY=${ordered}`;
}

/** `Mondays, Wednesdays and Thursdays 5:30 PM – 8:30 PM, until Friday, June 5, 2026`. */
export function inWords({ rule, once, at, minutes, first_on, last_on }: Omit<SeriesSummary, 'id' | 'version'>): string {
  const time = words.at(once ? words.once(fullDay(first_on)) : daysInWords(rule), clockOf(at), clockOf(at, minutes));
  return once ? time : words.until(time, fullDay(last_on));
}

function daysInWords(rule: string): string {
  const parts = partsOf(rule);
  const every = Number(parts.get('INTERVAL') ?? 1);
  const days = daysOf(parts);
  if (parts.get('FREQ') === 'DAILY') return every > 1 ? words.everyDays(every) : words.daily;
  const said = words.onDays(days.map((day) => words.weekdays[WEEKDAYS.indexOf(day)]!));
  if (parts.get('FREQ') === 'WEEKLY' && days.length > 0) return every > 1 ? words.everyWeeks(every, said) : said;
  const nth = /^(-?[1-5])(MO|TU|WE|TH|FR|SA|SU)$/.exec(parts.get('BYDAY') ?? '');
  if (parts.get('FREQ') === 'MONTHLY' && parts.size === 2 && nth) {
    const which = nth[1] === '-1' ? words.last : words.numbers[Number(nth[1]) - 1];
    const day = words.eachDay[WEEKDAYS.indexOf(nth[2] as Weekday)]!;
    if (which !== undefined) return words.nth(which, day);
  }
  return words.other(rule);
}

/** `17:30:00`, so many minutes later, as the clock shows it. */
export function clockOf(at: string, later = 0): string {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  const instant = new Date(Date.UTC(2026, 0, 1, hours, minutes + later));
  return clock('UTC', instant);
}

function partsOf(rule: string): Map<string, string> {
  return new Map(
    rule.split(';').map((part) => {
      const [name = '', value = ''] = part.split('=');
      return [name, value];
    }),
  );
}

function daysOf(parts: Map<string, string>): readonly Weekday[] {
  const said = (parts.get('BYDAY') ?? '').split(',');
  return WEEKDAYS.filter((day) => said.includes(day));
}
