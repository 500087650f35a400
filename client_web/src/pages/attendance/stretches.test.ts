import { describe, expect, it } from 'vitest';
import type { AttendanceRecord, Interval, Span } from '../../api/types';
import { bandsOf, lanesOf, stretchesOf } from './stretches';

const at = (time: string): string => `2026-03-02T${time}:00Z`;

function interval(from: string, to: string, modality: string): Interval {
  return {
    started_at: at(from),
    ended_at: at(to),
    modality,
    grade: null,
    source: 'live session',
    end_reason: 'Left',
    estimated: false,
  };
}

function span(from: string, to: string, counted: boolean, reason: string): Span {
  return { started_at: at(from), ended_at: at(to), counted, reason };
}

const evidence = {
  intervals: [interval('13:50', '14:00', 'video'), interval('14:00', '15:00', 'video'), interval('15:10', '16:00', 'in_room')],
  spans: [
    span('15:00', '15:10', false, 'Not here: left'),
    span('13:50', '14:00', false, 'In the waiting room'),
    span('14:00', '15:00', true, 'Counts'),
    span('15:10', '16:00', true, 'Counts'),
  ],
};

describe('stretches', () => {
  it('join each interval with its verdict, in order of time', () => {
    const found = stretchesOf(evidence);
    expect(found.map((one) => [one.state, one.modality, one.reason])).toEqual([
      ['not_counted', 'video', 'In the waiting room'],
      ['counted', 'video', 'Counts'],
      ['absent', null, 'Not here: left'],
      ['counted', 'in_room', 'Counts'],
    ]);
  });

  it('lie in a lane for each way of taking part, absences last', () => {
    const lanes = lanesOf(stretchesOf(evidence));
    expect(lanes.map((lane) => [lane.modality, lane.stretches.length])).toEqual([
      ['video', 2],
      ['in_room', 1],
      [null, 1],
    ]);
  });

  it('have beside them what was so for everybody, an outage that lasts up to now', () => {
    const bands = [{ kind: 'outage' as const, started_at: at('15:00'), ended_at: null }];
    const record = { derived_at: at('15:04') } as AttendanceRecord;
    expect(bandsOf({ bands, record })).toEqual([
      { kind: 'outage', from: Date.parse(at('15:00')), to: Date.parse(at('15:04')), lasts: true },
    ]);
  });

  it('are none when nothing was observed', () => {
    expect(lanesOf(stretchesOf({ intervals: [], spans: [] }))).toEqual([]);
  });
});
