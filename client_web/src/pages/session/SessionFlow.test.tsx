import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Me, SessionDetail } from '../../api/types';
import { serve, show } from '../../testing/show';
import * as resume from './resume';
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
  role: 'client',
  observers: [],
  clinic: 'Harbor',
  phone: '555-0100',
  roster: null,
  counted_at: null,
  next_starts_at: '2026-03-04T22:30:00Z',
};
const getUserMedia = vi.fn(() => Promise.reject(new DOMException('', 'NotAllowedError')));
const open = async (role: SessionDetail['role'], more: Partial<SessionDetail> = {}) => {
  await act(async () => void show(<SessionFlow me={{ role: 'client' } as Me} session={{ ...SESSION, role, ...more }} />));
  await waitFor(() => expect(screen.queryByLabelText('Loading')).toBeNull());
};

const ASKED = { questions: ['driving', 'place', 'number', 'alone', 'agreement'], answered: false, can_repeat: false, last: null, agreement: '1', sent: null };
const LAST = { at_home: true, state: 'CO', address: '12 Elm Street', phone: '555-0142', adult_name: '', adult_phone: '' };
const ANSWERS = '/api/sessions/s1/answers';
const running = { status: 'in_progress', ended_at: null } as const;

beforeEach(() => {
  serve({ [`GET ${ANSWERS}`]: { ...ASKED, answered: true } });
  vi.stubGlobal('navigator', { mediaDevices: Object.assign(new EventTarget(), { getUserMedia, enumerateDevices: () => Promise.resolve([]) }) });
});
afterEach(() => void getUserMedia.mockClear());

describe('before the session', () => {
  it('tells a client that joining signs them in, and says so for them when they press it, not before', async () => {
    const asked: string[] = [];
    const answer = window.fetch;
    vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
      asked.push(path);
      return path.endsWith('/answers') ? answer(path, init) : Promise.resolve(new Response(null, { status: 204 }));
    });
    await open('client', running);
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

  it('shows a client who was sent another way, and loads the page again, where, and leads back only when they are asked to', async () => {
    serve({ [`GET ${ANSWERS}`]: { ...ASKED, answered: true, sent: 'phone' } });
    await open('client', running);
    screen.getByRole('heading', { name: 'Your care team will meet with you another way' });
    screen.getByText(/They will call you at the number you gave/);
    expect(screen.queryByRole('button', { name: /^Join/ })).toBeNull();
    expect(getUserMedia).not.toHaveBeenCalled();
    const reload = vi.spyOn(resume, 'rememberJoined');
    await act(async () => screen.getByRole('button', { name: 'I was asked to come back' }).click());
    expect(reload).toHaveBeenCalledWith('s1');
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

describe('what a client is asked before waiting', () => {
  /** What the page has said to the server. */
  function listening(asked: object, reply = 204): object[] {
    const said: object[] = [];
    vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
      if (init.method === 'POST' && path === ANSWERS) {
        said.push(JSON.parse(String(init.body)) as object);
        return Promise.resolve(new Response(null, { status: reply }));
      }
      const body = JSON.stringify(path === ANSWERS ? asked : {});
      return Promise.resolve(new Response(body, { headers: { 'content-type': 'application/json' } }));
    });
    return said;
  }
  const press = (name: string) => act(async () => screen.getByRole('button', { name }).click());
  const choose = (question: string, answer: string) =>
    act(async () => within(screen.getByRole('group', { name: question })).getByRole('radio', { name: answer }).click());
  const type = (label: string, value: string) => act(async () => void fireEvent.change(screen.getByLabelText(label), { target: { value } }));
  const answerAll = async (alone: string) => {
    await choose('Are you driving?', 'I am not driving');
    await choose('Where are you now?', 'Another place');
    await type('State', 'NV');
    await type('A number to call you back', '555-010-0142');
    await choose('Are you alone, and is it safe to talk?', alone);
    await choose('The group agreement', 'I agree');
    await press('Continue');
  };

  it('is said again in one tap, with neither camera nor microphone on before', async () => {
    const said = listening({ ...ASKED, can_repeat: true, last: LAST });
    await open('client', running);
    screen.getByText('At home: 12 Elm Street, CO');
    expect(getUserMedia).not.toHaveBeenCalled();
    await press('Same as last time');
    expect(said).toEqual([{ ...LAST, adult: null, alone: true, driving: false, agreed: true, agreement: '1' }]);
    await screen.findByRole('button', { name: /^Join/ });
  });

  it('says what is still open, takes one there, and sends nothing before', async () => {
    const said = listening(ASKED);
    await open('client', running);
    await press('Continue');
    expect(screen.getAllByText(/^Please (choose|say|give)/)).toHaveLength(5);
    expect(document.activeElement).toBe(screen.getByRole('radio', { name: 'I am not driving' }));
    expect(said).toEqual([]);
  });

  it('leads on after a no exactly as after a yes', async () => {
    const pages: string[] = [];
    for (const alone of ['Yes', 'No']) {
      const said = listening(ASKED);
      await open('client', running);
      await answerAll(alone);
      await screen.findByRole('button', { name: /^Join/ });
      expect(said).toMatchObject([{ at_home: false, state: 'NV', alone: alone === 'Yes', agreed: true }]);
      pages.push(document.body.innerHTML.replaceAll(/(:r|_r_|mantine-)\w+/g, ''));
      cleanup();
    }
    expect(pages[1]).toBe(pages[0]);
  });

  it('holds while they drive, and goes on when they have parked', async () => {
    const said = listening({ ...ASKED, last: LAST });
    await open('client', running);
    await choose('Are you driving?', 'Yes');
    screen.getByRole('heading', { name: 'Please park first' });
    expect(screen.queryByRole('group', { name: 'Where are you now?' })).toBeNull();
    await press('I have parked');
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'I am not driving' }).checked).toBe(true);
    expect(said).toEqual([]);
  });

  it('asks only what the server says', async () => {
    listening({ ...ASKED, questions: ['number'] });
    await open('client', running);
    expect(screen.queryByRole('group')).toBeNull();
    screen.getByLabelText('A number to call you back');
  });

  it('is kept on the page when it did not reach the server', async () => {
    listening(ASKED, 503);
    await open('client', running);
    await answerAll('Yes');
    await screen.findByText(/Nothing is lost/);
    expect(screen.getByLabelText<HTMLInputElement>('A number to call you back').value).toBe('555-010-0142');
  });

  it('is covered by a key when someone comes in, and can be left at once', async () => {
    listening({ ...ASKED, can_repeat: true, last: LAST });
    await open('client', running);
    screen.getByRole('button', { name: 'Quick exit' });
    await act(async () => void fireEvent.keyDown(document.body, { key: 'b' }));
    expect(document.body.textContent).not.toContain('Elm Street');
    await act(async () => void fireEvent.keyDown(document.body, { key: 'b' }));
    screen.getByText('At home: 12 Elm Street, CO');
  });
});
