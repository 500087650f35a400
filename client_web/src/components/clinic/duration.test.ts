import { describe, expect, it } from 'vitest';
import { duration, exactDuration, hours, tellApart } from './duration';

describe('a duration', () => {
  it('never claims a minute that was not reached', () => {
    expect(duration(59.99)).toBe('59 min');
    expect(duration(60)).toBe('1 h');
    expect(duration(179.999)).toBe('2 h 59 min');
    expect(duration(125)).toBe('2 h 05 min');
    expect(duration(0)).toBe('0 min');
  });

  it('is in seconds below a minute', () => {
    expect(duration(55 / 60)).toBe('55 s');
    expect(duration(0.999)).toBe('59 s');
    expect(duration(0.01)).toBe('0 min');
  });

  it('is not cut by the rounding of a fraction', () => {
    expect(duration(0.1 * 3 * 10)).toBe('3 min');
    expect(hours(0.1 * 3 * 1000)).toBe('5 h');
  });

  it('is to the second where it is evidence', () => {
    expect(exactDuration(750_000)).toBe('12 min 30 s');
    expect(exactDuration(720_000)).toBe('12 min');
    expect(exactDuration(9_400)).toBe('9 s');
    expect(exactDuration(0)).toBe('0 s');
    expect(exactDuration(8_460_000)).toBe('2 h 21 min');
    expect(exactDuration(3_605_000)).toBe('1 h 5 s');
  });

  it('has its seconds where another would look the same', () => {
    expect(tellApart(180, 120)).toEqual(['3 h', '2 h']);
    expect(tellApart(185.2, 185.7)).toEqual(['3 h 5 min 12 s', '3 h 5 min 42 s']);
    expect(tellApart(185.2, 185.2)).toEqual(['3 h 05 min', '3 h 05 min']);
  });

  it('is in tenths of an hour over a week', () => {
    expect(hours(539)).toBe('8.9 h');
    expect(hours(540)).toBe('9 h');
  });
});
