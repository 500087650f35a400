import { describe, expect, it } from 'vitest';
import type { SessionSummary } from '../../api/types';
import { latestEnd, spanOf } from './statement';

const session = (starts_at: string, ends_at: string): SessionSummary => ({
  id: 's',
  kind: 'group',
  title: 'Group',
  program: null,
  status: 'finished',
  starts_at,
  ends_at,
  started_at: null,
  ended_at: null,
  time_zone: 'America/New_York',
  facilitators: [],
  expected: 0,
});

describe('stated times', () => {
  it('are the clinic’s wall clock on the day of the session', () => {
    const span = spanOf(session('2026-03-02T14:00:00Z', '2026-03-02T17:00:00Z'), '09:30', '10:15');
    expect(span?.from.toISOString()).toBe('2026-03-02T14:30:00.000Z');
    expect(span?.to.toISOString()).toBe('2026-03-02T15:15:00.000Z');
  });

  it('cross midnight only when the session does', () => {
    const late = session('2026-03-03T03:00:00Z', '2026-03-03T06:00:00Z');
    expect(spanOf(late, '22:30', '00:30')?.to.toISOString()).toBe('2026-03-03T05:30:00.000Z');
    const morning = session('2026-03-02T14:00:00Z', '2026-03-02T17:00:00Z');
    expect(spanOf(morning, '10:00', '09:00')).toBeNull();
    expect(spanOf(morning, '10:00', '10:00')).toBeNull();
  });
});

describe('the end to start from', () => {
  it('is the session’s, but never still to come', () => {
    const morning = session('2026-03-02T14:00:00Z', '2026-03-02T17:00:00Z');
    expect(latestEnd(morning, Date.parse('2026-03-02T18:00:00Z')).toISOString()).toBe('2026-03-02T17:00:00.000Z');
    expect(latestEnd(morning, Date.parse('2026-03-02T15:30:00Z')).toISOString()).toBe('2026-03-02T15:30:00.000Z');
  });
});
