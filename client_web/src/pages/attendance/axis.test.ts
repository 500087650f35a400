import { describe, expect, it } from 'vitest';
import { axisOf, place, ticks } from './axis';

const at = (time: string): number => Date.parse(`2026-03-02T${time}Z`);
const span = (from: string, to: string) => ({ from: at(from), to: at(to) });

describe('the axis', () => {
  it('opens to whole five minutes around all that is shown', () => {
    expect(axisOf([span('14:01:10', '15:00:00'), span('13:58:00', '16:02:01')])).toEqual(span('13:55:00', '16:05:00'));
  });

  it('has some length even around a single instant', () => {
    expect(axisOf([span('14:00:00', '14:00:00')])).toEqual(span('14:00:00', '14:05:00'));
    expect(axisOf([])).toBeNull();
  });
});

describe('a place on the axis', () => {
  const axis = span('14:00:00', '15:40:00');

  it('is a share of its length', () => {
    expect(place(span('14:25:00', '15:15:00'), axis)).toEqual({ left: 25, width: 50 });
  });

  it('never leaves the axis', () => {
    expect(place(span('13:00:00', '17:00:00'), axis)).toEqual({ left: 0, width: 100 });
    const last = place(span('15:40:00', '15:40:00'), axis);
    expect(last.left + last.width).toBeLessThanOrEqual(100);
  });

  it('can be seen even when it took two seconds', () => {
    expect(place(span('14:25:00', '14:25:02'), axis).width).toBeGreaterThan(0.3);
  });
});

describe('ticks', () => {
  it('stand on round minutes and never crowd', () => {
    const found = ticks(span('13:55:00', '17:05:00'), 8);
    expect(found.map((tick) => tick.at)).toEqual(
      ['14:00:00', '14:30:00', '15:00:00', '15:30:00', '16:00:00', '16:30:00', '17:00:00'].map(at),
    );
  });

  it('find a step for a day as for a few minutes', () => {
    expect(ticks(span('00:00:00', '23:55:00'), 6).length).toBeLessThanOrEqual(7);
    expect(ticks(span('14:00:00', '14:05:00'), 6).length).toBe(6);
  });
});
