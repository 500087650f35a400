import { describe, expect, it } from 'vitest';
import type { WeekBar } from '../../api/types';
import { heightOf, topOf } from './bars';

function week(starts_on: string, countable_minutes: number, target_minutes = 540): WeekBar {
  return { starts_on, countable_minutes, target_minutes, sessions_attended: 1, sessions_expected: 3 };
}

describe('the chart', () => {
  it('has room for the goal and for the longest bar, in whole hours', () => {
    expect(topOf([week('a', 100)])).toBe(540);
    expect(topOf([week('a', 601)])).toBe(660);
    expect(topOf([])).toBe(60);
  });

  it('never draws a bar beyond its top', () => {
    expect(heightOf(270, 540)).toBe(50);
    expect(heightOf(900, 540)).toBe(100);
  });
});
