import { expect, it } from 'vitest';
import { minutesOf } from './corrections';

it('keeps the seconds of minutes that nobody changed', () => {
  expect(minutesOf(184, 12, 184.55, 12.4)).toEqual({ countable_minutes: 184.55, in_room_minutes: 12.4 });
  expect(minutesOf(120, 12, 184.55, 12.4)).toEqual({ countable_minutes: 120, in_room_minutes: 12.4 });
  expect(minutesOf(120, 100, 184.55, 12.4)).toEqual({ countable_minutes: 120, in_room_minutes: 100 });
});

it('never has more in the room than counts', () => {
  expect(minutesOf(12, 12, 184.55, 12.4)).toEqual({ countable_minutes: 12, in_room_minutes: 12 });
});
