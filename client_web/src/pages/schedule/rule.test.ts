import { describe, expect, it } from 'vitest';
import { inWords, patternOf, ruleOf, weekdayOf } from './rule';

const EVENINGS = { rule: 'FREQ=WEEKLY;BYDAY=MO,WE,TH', once: false, at: '17:30:00', minutes: 180, first_on: '2026-03-02', last_on: '2026-06-05' };

describe('a rule in words', () => {
  it.each([
    [{}, 'Mondays, Wednesdays and Thursdays 5:30 PM – 8:30 PM, until Jun 5, 2026'],
    [{ rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU' }, 'Every 2 weeks: Tuesdays 5:30 PM – 8:30 PM, until Jun 5, 2026'],
    [{ rule: 'FREQ=DAILY' }, 'Every day 5:30 PM – 8:30 PM, until Jun 5, 2026'],
    [{ rule: 'FREQ=DAILY;INTERVAL=3' }, 'Every 3 days 5:30 PM – 8:30 PM, until Jun 5, 2026'],
    [{ rule: 'FREQ=MONTHLY;BYDAY=1MO' }, 'The first Monday of the month 5:30 PM – 8:30 PM, until Jun 5, 2026'],
    [{ rule: 'FREQ=MONTHLY;BYDAY=-1FR' }, 'The last Friday of the month 5:30 PM – 8:30 PM, until Jun 5, 2026'],
    [{ rule: 'FREQ=MONTHLY;BYMONTHDAY=3' }, 'By the rule FREQ=MONTHLY;BYMONTHDAY=3 5:30 PM – 8:30 PM, until Jun 5, 2026'],
    [{ rule: 'FREQ=DAILY', once: true, at: '23:30', minutes: 60 }, 'Once, on Mar 2, 2026 11:30 PM – 12:30 AM'],
  ])('%o', (changes, words) => {
    expect(inWords({ ...EVENINGS, ...changes }).replaceAll(/\w{3}, (?=\w+ \d)/g, '')).toBe(words);
  });
});

it.each(['FREQ=WEEKLY;BYDAY=MO,WE,TH', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', 'FREQ=DAILY', 'FREQ=MONTHLY;BYDAY=1MO'])(
  'the form gives back the rule %s that it was given',
  (rule) => expect(ruleOf(patternOf(rule, false))).toBe(rule),
);

it('knows which weekday a day is', () => expect(weekdayOf('2026-03-02')).toBe('MO'));
