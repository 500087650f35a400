import { describe, expect, it } from 'vitest';
import { topOf, weeksOf } from './weeks';

const range = { from: '2026-02-18', to: '2026-03-04' };

describe('weeks', () => {
  it('add up what fell into each, empty ones included', () => {
    const weeks = weeksOf(
      [
        { day: '2026-02-16', countableMs: 10_800_000 },
        { day: '2026-02-22', countableMs: 5_400_000 },
        { day: '2026-03-02', countableMs: 9_000_000 },
      ],
      range,
    );
    expect(weeks.map((week) => [week.from, week.hours, week.sessions])).toEqual([
      ['2026-02-16', 4.5, 2],
      ['2026-02-23', 0, 0],
      ['2026-03-02', 2.5, 1],
    ]);
  });

  it('start where the clinic’s week starts', () => {
    const weeks = weeksOf([{ day: '2026-03-01', countableMs: 3_600_000 }], range, 0);
    expect(weeks.at(-1)).toEqual({ from: '2026-03-01', to: '2026-03-07', hours: 1, sessions: 1 });
  });
});

describe('the top of the chart', () => {
  const week = (hours: number) => ({ from: '', to: '', hours, sessions: 1 });

  it('has room for the goal and for the longest bar', () => {
    expect(topOf([week(4)], 9)).toBe(9);
    expect(topOf([week(10.2)], 9)).toBe(11);
    expect(topOf([], null)).toBe(1);
  });
});
