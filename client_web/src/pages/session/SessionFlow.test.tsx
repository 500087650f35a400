import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Me, SessionDetail } from '../../api/types';
import { serve, show } from '../../testing/show';
import { SessionFlow } from './SessionFlow';

const SESSION: SessionDetail = {
  id: 's1',
  kind: 'group',
  title: 'Evening group',
  program: null,
  status: 'finished',
  starts_at: '2026-03-02T17:00:00Z',
  ends_at: '2026-03-02T20:00:00Z',
  started_at: '2026-03-02T17:02:00Z',
  ended_at: '2026-03-02T20:00:00Z',
  time_zone: 'America/New_York',
  facilitators: ['Dana'],
  expected: null,
  clinic: 'Harbor',
  phone: '555-0100',
  roster: null,
  counted_at: null,
  next_starts_at: '2026-03-04T22:30:00Z',
};
const me = (role: Me['role']) => ({ role }) as Me;
const getUserMedia = vi.fn(() => Promise.reject(new DOMException('', 'NotAllowedError')));
const open = (role: Me['role'], more: Partial<SessionDetail> = {}) =>
  act(async () => void show(<SessionFlow me={me(role)} session={{ ...SESSION, ...more }} />));

beforeEach(() => {
  serve({});
  vi.stubGlobal('navigator', { mediaDevices: Object.assign(new EventTarget(), { getUserMedia, enumerateDevices: () => Promise.resolve([]) }) });
});
afterEach(() => void getUserMedia.mockClear());

describe('before the session', () => {
  it('tells a client that joining signs them in, and says so for them when they press it, not before', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', (path: string) => {
      asked.push(path);
      return Promise.resolve(new Response(null, { status: 204 }));
    });
    await open('client', { status: 'in_progress', ended_at: null });
    screen.getByText('By joining you sign in: it says that you are here.');
    expect(asked).not.toContain('/api/sessions/s1/here');
    await act(async () => screen.getByRole('button', { name: /^Join/ }).click());
    expect(asked).toContain('/api/sessions/s1/here');
  });

  it('takes no act of their own from staff', async () => {
    await open('facilitator', { status: 'in_progress', ended_at: null });
    expect(screen.queryByText(/you sign in/)).toBeNull();
  });
});

describe('after the end of the session', () => {
  it('does not ask a client who loads the page again to join', async () => {
    await open('client');
    screen.getByRole('heading', { name: 'The session has ended' });
    screen.getByText('Your next session begins on Wednesday, March 4 at 5:30 PM EST.');
    screen.getByRole('link', { name: '555-0100' });
    screen.getByRole('link', { name: '988' });
    expect(screen.queryByRole('button', { name: /^Join/ })).toBeNull();
    expect(getUserMedia).not.toHaveBeenCalled();
  });

  it('says nothing of a next one where there is none', async () => {
    await open('client', { next_starts_at: null });
    expect(screen.queryByText(/next session/)).toBeNull();
  });

  it('says of one that was cancelled that it does not take place', async () => {
    await open('client', { status: 'cancelled', started_at: null, ended_at: null });
    screen.getByRole('heading', { name: 'This session does not take place' });
  });

  it('leads staff to its records', async () => {
    await open('facilitator');
    expect(screen.getByRole('link', { name: 'Attendance of this session' }).getAttribute('href')).toBe('/attendance/sessions/s1');
  });
});
