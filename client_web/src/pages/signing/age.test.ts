import { describe, expect, it } from 'vitest';
import { age } from './age';

const at = (hours: number) => Date.parse('2026-03-02T17:00:00Z') + hours * 3_600_000;

describe('how long a record waits', () => {
  it.each([
    [-1, 'less than 1 h'],
    [0.9, 'less than 1 h'],
    [1, '1 h'],
    [47.9, '47 h'],
    [48, '2 days'],
    [200, '8 days'],
  ])('after %s hours', (hours, words) => {
    expect(age('2026-03-02T17:00:00Z', at(hours))).toBe(words);
  });
});
