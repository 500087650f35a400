import { describe, expect, it, vi } from 'vitest';
import { addDays, clock, clockHere, dayIn, daysBetween, instantOf, longDay, startOfWeek, wallTime, zoneName } from './zone';

const NEW_YORK = 'America/New_York';

describe('a day in a clinic', () => {
  it('is the clinic’s, not the computer’s', () => {
    const lateEvening = new Date('2026-03-03T03:30:00Z');
    expect(dayIn(NEW_YORK, lateEvening)).toBe('2026-03-02');
    expect(dayIn('Asia/Tokyo', lateEvening)).toBe('2026-03-03');
  });

  it('starts at its own midnight', () => {
    expect(instantOf(NEW_YORK, '2026-03-02').toISOString()).toBe('2026-03-02T05:00:00.000Z');
    expect(instantOf(NEW_YORK, '2026-07-02').toISOString()).toBe('2026-07-02T04:00:00.000Z');
  });

  it('is 23 hours long when the clocks go forward, and 25 when they go back', () => {
    const hours = (day: string): number =>
      (instantOf(NEW_YORK, addDays(day, 1)).getTime() - instantOf(NEW_YORK, day).getTime()) / 3_600_000;
    expect(hours('2026-03-08')).toBe(23);
    expect(hours('2026-11-01')).toBe(25);
  });

  it('moves an hour that is skipped forward', () => {
    expect(instantOf(NEW_YORK, '2026-03-08', '02:30').toISOString()).toBe('2026-03-08T07:30:00.000Z');
  });

  it('finds the instants around the change of clocks', () => {
    expect(instantOf(NEW_YORK, '2026-03-08', '01:59').toISOString()).toBe('2026-03-08T06:59:00.000Z');
    expect(instantOf(NEW_YORK, '2026-03-08', '03:00').toISOString()).toBe('2026-03-08T07:00:00.000Z');
    expect(instantOf('Australia/Lord_Howe', '2026-10-04', '12:00').toISOString()).toBe('2026-10-04T01:00:00.000Z');
  });
});

describe('calendar arithmetic', () => {
  it('crosses months, leap days and years', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(daysBetween('2026-02-26', '2026-03-02')).toBe(4);
  });

  it('starts the week where the clinic does', () => {
    expect(startOfWeek('2026-03-04')).toBe('2026-03-02');
    expect(startOfWeek('2026-03-02')).toBe('2026-03-02');
    expect(startOfWeek('2026-03-01')).toBe('2026-02-23');
    expect(startOfWeek('2026-03-04', 0)).toBe('2026-03-01');
  });
});

describe('words for times', () => {
  it('tells the clinic’s clock with a plain space', () => {
    expect(clock(NEW_YORK, new Date('2026-03-02T14:05:00Z'))).toBe('9:05 AM');
    expect(wallTime(NEW_YORK, new Date('2026-03-02T05:00:00Z'))).toBe('00:00');
  });

  it('tells the day and the zone', () => {
    expect(longDay('2026-03-02')).toBe('Monday, March 2');
    expect(zoneName(NEW_YORK, new Date('2026-03-02T14:05:00Z'))).toBe('EST');
  });
});

describe('a time of the clinic on a computer elsewhere', () => {
  const evening = new Date('2026-03-03T03:30:00Z');

  it('names its zone where the computer’s clock shows another time, and only there', () => {
    const here = vi.spyOn(Date.prototype, 'getTimezoneOffset').mockReturnValue(8 * 60);
    expect(clockHere(NEW_YORK, evening)).toBe('10:30 PM EST');
    here.mockReturnValue(5 * 60);
    expect(clockHere(NEW_YORK, evening)).toBe('10:30 PM');
    here.mockRestore();
  });
});
