import { describe, expect, it } from 'vitest';
import type { SessionAttendance } from '../../api/types';
import { calendarOf, dayTotals, heatOf, lastOf, shareOf, sumOf } from './month';

const row = (starts_at: string, program: string, attended: number, status = 'finished'): SessionAttendance =>
  ({
    session: { starts_at, program, status, time_zone: 'America/Los_Angeles' },
    attended,
    expected: 10,
    countable_minutes: attended * 60,
  }) as SessionAttendance;

describe('a month at a glance', () => {
  const rows = [
    row('2026-03-05T02:00:00Z', 'Evening', 5),
    row('2026-03-04T18:00:00Z', 'Evening', 10),
    row('2026-03-04T18:00:00Z', 'Morning', 1),
    row('2026-03-06T18:00:00Z', 'Evening', 0, 'in_progress'),
  ];

  it('sums the sessions of a day as the clinic counts days', () => {
    expect(dayTotals(rows, 'Evening')).toEqual([
      { day: '2026-03-04', sessions: 2, attended: 15, expected: 20, minutes: 900 },
    ]);
    expect(sumOf(dayTotals(rows, null))).toEqual({ sessions: 3, attended: 16, expected: 30, minutes: 960 });
  });

  it('draws a day the darker the more of those expected came, and one without sessions not at all', () => {
    const day = (attended: number) => ({ day: '2026-03-04', sessions: 1, attended, expected: 10, minutes: 0 });
    expect([undefined, day(4), day(5), day(8), day(9)].map(heatOf)).toEqual([0, 1, 2, 3, 4]);
    expect(shareOf({ attended: 0, expected: 0 })).toBe(0);
  });

  it('lays a month out in whole weeks from Monday', () => {
    const weeks = calendarOf('2026-03-15');
    expect(weeks).toHaveLength(6);
    expect(weeks[0]).toEqual([null, null, null, null, null, null, '2026-03-01']);
    expect(weeks[5]).toEqual(['2026-03-30', '2026-03-31', null, null, null, null, null]);
    expect([lastOf('2026-02-10'), lastOf('2028-02-10'), lastOf('2026-12-31')]).toEqual([
      '2026-02-28',
      '2028-02-29',
      '2026-12-31',
    ]);
  });
});
