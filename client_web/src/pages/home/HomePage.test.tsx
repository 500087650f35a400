import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { Home, HomeSession } from '../../api/types';
import { serve, show } from '../../testing/show';
import HomePage from './HomePage';

const CLINIC = { id: 'c', name: 'Cedar', phone: '555-0100', time_zone: 'America/Los_Angeles' };
const ME = { person_id: 'p', name: 'Ana', role: 'client', clinic: CLINIC, session_id: 's1' };

function session(title: string, changes: Partial<HomeSession> = {}): HomeSession {
  const times = { starts_at: '2026-03-05T17:00:00Z', ends_at: '2026-03-05T20:00:00Z', time_zone: CLINIC.time_zone };
  return { title, ...times, setting: 'remote', state: 'planned', join: null, ...changes };
}

const HOME: Home = {
  name: 'Ana',
  clinic: CLINIC.name,
  phone: CLINIC.phone,
  time_zone: CLINIC.time_zone,
  week_starts_on: '2026-03-02',
  week_ends_on: '2026-03-08',
  counted_minutes: 270.4,
  planned_minutes: 540,
  next: session('Morning group', { join: 's1' }),
  others: [session('Skills', { setting: 'in_person' }), session('Family', { state: 'cancelled' })],
  asked: null,
  consents: [{ recipient: 'A plan', purpose: 'Payment', given_on: '2026-03-01', expires_on: null }],
};

const open = (home: Home | number, me: object | number = ME) => {
  serve({ 'GET /api/me': me, 'GET /api/me/home': home, 'POST /api/logout': 204 });
  show(<HomePage />);
};

describe('a client’s own page', () => {
  it('has the way into the session they came for, and only that', async () => {
    open(HOME);
    const join = await screen.findByRole<HTMLAnchorElement>('link', { name: 'Join' });
    expect(join.pathname).toBe('/session/s1');
    const week = screen.getByRole('region', { name: 'This week' });
    expect(week.textContent).toMatch(/Thursday, March 5, 9:00 AM to 12:00 PM.*SkillsAt the clinic.*FamilyCancelled/);
    expect(week.textContent).not.toMatch(/Online/);
  });

  it('says hours against the plan, what was agreed to, and whom to call', async () => {
    open(HOME);
    await screen.findByText('You have 4 h 30 min of the 9 h planned for you.');
    await screen.findByText('Since Mar 1, 2026, until you withdraw it');
    expect(screen.getAllByRole('link', { name: '555-0100' })).toHaveLength(2);
    screen.getByRole('link', { name: '988' });
    expect(document.title).toBe('Home');
  });

  it('says so when nothing is planned, and that no link is needed for none', async () => {
    open({ ...HOME, next: null, others: [], planned_minutes: 0, counted_minutes: 0 });
    await screen.findByText(/Nothing is planned for you/);
    await screen.findByText('You have 0 min so far.');
    expect(screen.queryByRole('link', { name: 'Join' })).toBeNull();
  });

  it('tells of a drug screen only whoever is asked for one, and on which days', async () => {
    open({ ...HOME, asked: { at_random: true, days: ['2026-03-04', '2026-03-06'] } });
    const message = (await screen.findByRole('heading', { name: 'A message for you' })).closest('section');
    expect(message?.textContent).toContain('chosen by chance for a drug screen');
    expect(message?.textContent).toContain('Wednesday, March 4; Friday, March 6');
    cleanup();
    open(HOME);
    await screen.findByRole('button', { name: 'I am done' });
    expect(screen.queryByRole('heading', { name: 'A message for you' })).toBeNull();
  });

  it('joins another session of theirs, for which this tab changes over', async () => {
    open({ ...HOME, others: [session('Skills', { join: 's2' })] });
    const joined = { session_id: 's2', name: 'Ana', clinic: CLINIC, opens: 'session', tab: 'key' };
    const join = await screen.findByRole('button', { name: 'Join: Skills' });
    serve({ 'GET /api/me': ME, 'GET /api/me/home': HOME, 'POST /api/me/sessions/s2/join': joined });
    fireEvent.click(join);
    await waitFor(() => expect(window.location.pathname).toBe('/session/s2'));
  });

  it('lets them say themselves where the clinic may write', async () => {
    const email = { kind: 'email', address: 'ana@example.org', safe: true, purposes: ['reminders'], stopped_at: null, stopped_as: null };
    const reach = { language: 'en', quiet: null, clinic_quiet: { start: '21:00:00', end: '08:00:00' }, channels: [email], ways: [], version: 2 };
    serve({ 'GET /api/me': ME, 'GET /api/me/home': HOME, 'GET /api/me/contact': reach, 'PUT /api/me/contact': reach });
    show(<HomePage />);
    fireEvent.click(await screen.findByRole('button', { name: 'Change this' }));
    fireEvent.change(screen.getByLabelText('E-mail address'), { target: { value: 'new@example.org' } });
    const fetched = vi.spyOn(globalThis, 'fetch');
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByRole('button', { name: 'Change this' });
    const sent = fetched.mock.calls.find(([, init]) => init?.method === 'PUT');
    expect(JSON.parse(String(sent?.[1]?.body))).toEqual({
      language: 'en',
      quiet: null,
      channels: [{ kind: 'email', address: 'new@example.org', safe: true, purposes: ['reminders'], again: false }],
      version: 2,
    });
  });

  it('is covered by a key, and closes by a button', async () => {
    open(HOME);
    const done = await screen.findByRole('button', { name: 'I am done' });
    fireEvent.keyDown(document.body, { key: 'b' });
    expect(screen.queryByText(/Ana/)).toBeNull();
    fireEvent.keyDown(document.body, { key: 'b' });
    fireEvent.click(screen.queryByRole('button', { name: 'I am done' }) ?? done);
    await screen.findByRole('heading', { name: 'Please open your link once more' });
    expect(screen.queryByText(/Ana/)).toBeNull();
  });
});
