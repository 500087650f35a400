import { expect, test } from 'vitest';
import { weeksOfMonth } from './weeks';

test('a month starts on its weekday and ends with whole weeks', () => {
  const weeks = weeksOfMonth(2026, 4);
  expect(weeks[0]!.findIndex((day) => day !== null)).toBe(5);
  expect(weeks.every((week) => week.length === 7)).toBe(true);
  expect(weeks.flat().filter((day) => day !== null)).toHaveLength(31);
});
