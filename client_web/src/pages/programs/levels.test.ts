import { expect, test } from 'vitest';
import { direction, isOutside } from './levels';

test('a level of care is more or less than another by its number', () => {
  expect(direction('2.5', '2.1')).toBe('step_down');
  expect(direction('2.1', '2.5')).toBe('step_up');
  expect(direction('2.1', 'aftercare')).toBe('step_down');
  expect(direction('2.1', '2.1-adolescent')).toBe('transfer');
  expect(direction('special', '2.1')).toBe('transfer');
});

test('hours are outside below the least and above the most, if there is one', () => {
  const iop = { name: '2.1', least_hours: 9, most_hours: 19 };
  expect([8, 9, 19, 20].map((hours) => isOutside(hours, iop))).toEqual([true, false, false, true]);
  expect(isOutside(60, { name: '2.5', least_hours: 20, most_hours: 0 })).toBe(false);
});
