import { describe, expect, it } from 'vitest';
import type { OwnSession } from '../../api/types';
import { mainSession, minutesUntil, planWeek } from './week';

const ZONE = 'America/New_York';

function session(id: string, starts_at: string, status: OwnSession['status'] = 'planned'): OwnSession {
  return {
    id,
    kind: 'group',
    title: 'Group',
    program: null,
    status,
    starts_at,
    ends_at: starts_at,
    started_at: null,
    ended_at: null,
    time_zone: ZONE,
    facilitators: [],
    expected: 0,
    role: 'facilitator',
  };
}

describe('the week', () => {
  it('is split around today in the clinic’s zone, each day by time', () => {
    const plan = planWeek(
      [
        session('evening', '2026-03-05T02:00:00Z'),
        session('morning', '2026-03-04T14:00:00Z'),
        session('friday', '2026-03-06T14:00:00Z'),
        session('monday', '2026-03-02T14:00:00Z'),
      ],
      ZONE,
      '2026-03-04',
    );
    expect(plan.today.map((one) => one.id)).toEqual(['morning', 'evening']);
    expect(plan.earlier.map((day) => day.day)).toEqual(['2026-03-02']);
    expect(plan.later).toEqual([{ day: '2026-03-06', sessions: [expect.objectContaining({ id: 'friday' })] }]);
  });
});

describe('today', () => {
  it('shows what is over after what is still to come', () => {
    const days = [session('nine', '2026-03-04T14:00:00Z', 'finished'), session('ten', '2026-03-04T15:00:00Z'), session('eleven', '2026-03-04T16:00:00Z')];
    expect(planWeek(days, ZONE, '2026-03-04').today.map((one) => one.id)).toEqual(['ten', 'eleven', 'nine']);
  });
});

describe('the session to open', () => {
  it('is the one going on, before any other', () => {
    const going = session('b', '2026-03-04T14:00:00Z', 'in_progress');
    expect(mainSession([session('a', '2026-03-04T13:00:00Z'), going])).toBe(going);
  });

  it('is otherwise the next planned, and none when all are over', () => {
    const over = session('a', '2026-03-04T13:00:00Z', 'finished');
    const next = session('b', '2026-03-04T14:00:00Z');
    expect(mainSession([over, next])).toBe(next);
    expect(mainSession([over])).toBeNull();
  });
});

describe('minutes until', () => {
  it('count up to the full minute before, and down to it after', () => {
    const now = Date.parse('2026-03-04T14:00:30Z');
    expect(minutesUntil('2026-03-04T14:05:00Z', now)).toBe(5);
    expect(minutesUntil('2026-03-04T14:00:00Z', now)).toBe(0);
    expect(minutesUntil('2026-03-04T13:58:00Z', now)).toBe(-2);
  });
});
