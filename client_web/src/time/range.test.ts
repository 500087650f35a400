import { describe, expect, it } from 'vitest';
import { isDay, presetOf, presetRange, rangeFromQuery } from './range';

const WEDNESDAY = '2026-03-04';

describe('a preset', () => {
  it('is whole weeks, Monday to Sunday', () => {
    expect(presetRange('this_week', WEDNESDAY)).toEqual({ from: '2026-03-02', to: '2026-03-08' });
    expect(presetRange('last_week', WEDNESDAY)).toEqual({ from: '2026-02-23', to: '2026-03-01' });
    expect(presetRange('four_weeks', WEDNESDAY)).toEqual({ from: '2026-02-09', to: '2026-03-08' });
  });

  it('is a whole month, however long', () => {
    expect(presetRange('this_month', '2028-02-10')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
    expect(presetRange('this_month', '2026-12-31')).toEqual({ from: '2026-12-01', to: '2026-12-31' });
  });

  it('is recognised again, and a range of one’s own is none', () => {
    expect(presetOf({ from: '2026-02-23', to: '2026-03-01' }, WEDNESDAY)).toBe('last_week');
    expect(presetOf({ from: '2026-02-24', to: '2026-03-01' }, WEDNESDAY)).toBeNull();
  });
});

describe('a range in the address', () => {
  const fallback = presetRange('this_week', WEDNESDAY);

  it('is taken as it stands', () => {
    expect(rangeFromQuery('from=2026-01-05&to=2026-01-05', fallback)).toEqual({ from: '2026-01-05', to: '2026-01-05' });
  });

  it('falls back when it makes no sense', () => {
    for (const query of ['', 'from=2026-01-05', 'from=x&to=y', 'from=2026-02-30&to=2026-03-01']) {
      expect(rangeFromQuery(query, fallback)).toBe(fallback);
    }
    expect(rangeFromQuery('from=2026-03-05&to=2026-03-04', fallback)).toBe(fallback);
    expect(rangeFromQuery('from=2020-01-01&to=2026-03-04', fallback)).toBe(fallback);
  });

  it('knows a day that exists from one that does not', () => {
    expect(isDay('2028-02-29')).toBe(true);
    expect(isDay('2026-02-29')).toBe(false);
    expect(isDay('2026-2-3')).toBe(false);
  });
});
