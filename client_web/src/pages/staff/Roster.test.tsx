import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Me, RosterEntry, SessionDetail } from '../../api/types';
import { serve, show, type Answers } from '../../testing/show';
import { useHeadcount } from '../../api/sessions';
import { StillHere } from '../session/staff/StillHere';
import RosterPage from './RosterPage';

const ME: Me = {
  person_id: 'mara',
  role: 'facilitator',
  name: 'Mara',
  clinic: { id: 'c1', name: 'Cedar', phone: '(555) 010-0142', time_zone: 'America/New_York' },
  session_id: null,
  expires_at: '2026-03-02T20:00:00Z',
};

function entry(person_id: string, legal_name: string, role: RosterEntry['role'] = 'client'): RosterEntry {
  return {
    person_id,
    role,
    name: legal_name.split(' ')[0] ?? '',
    legal_name,
    name_used: '',
    pronouns: '',
    record_number: null,
    in_room: false,
    online: false,
    minutes: 41.9,
    unconfirmed_minutes: 0,
    hours: null,
    link: null,
  };
}

const SESSION: SessionDetail = {
  id: 's1',
  kind: 'group',
  title: 'Process group',
  program: 'Evening IOP',
  status: 'in_progress',
  starts_at: '2026-03-02T14:00:00Z',
  ends_at: '2026-03-02T17:00:00Z',
  started_at: '2026-03-02T14:01:00Z',
  ended_at: null,
  time_zone: 'America/New_York',
  facilitators: ['Mara'],
  expected: 2,
  role: 'facilitator',
  observers: [],
  clinic: 'Cedar',
  phone: '(555) 010-0142',
  counted_at: null,
  next_starts_at: null,
  roster: [entry('ana', 'Ana Herrera'), entry('ben', 'Ben Oyelaran'), entry('mara', 'Mara Lind', 'facilitator')],
};

async function open(session: SessionDetail, more: Answers = {}): Promise<Answers> {
  const answers: Answers = { 'GET /api/me': ME, 'GET /api/sessions/s1': session, ...more };
  serve(answers);
  show(<RosterPage session="s1" />);
  await screen.findByRole('heading', { name: session.title });
  return answers;
}

function withEntry(person: string, change: Partial<RosterEntry>): SessionDetail {
  const roster = SESSION.roster?.map((one) => (one.person_id === person ? { ...one, ...change } : one)) ?? null;
  return { ...SESSION, roster };
}

function box(): HTMLInputElement {
  return screen.getByLabelText<HTMLInputElement>('I am in the room too');
}

/** What is sent from now on. */
function sent(): () => unknown[] {
  const fetched = vi.spyOn(globalThis, 'fetch');
  return () =>
    fetched.mock.calls.flatMap(([, init]): unknown[] => (init?.method === 'POST' ? [JSON.parse(String(init.body))] : []));
}

function here(name: string): HTMLInputElement {
  return screen.getByRole<HTMLInputElement>('switch', { name: `Here: ${name}` });
}

beforeEach(() => {
  localStorage.clear();
});

describe('the roster of a session', () => {
  it('has a row for each client and none for staff', async () => {
    await open(SESSION);
    const table = screen.getByRole('table', { name: 'Clients' });
    expect(within(table).getAllByRole('rowheader').map((cell) => cell.textContent)).toEqual([
      'Ana Herrera“Ana” to the group',
      'Ben Oyelaran“Ben” to the group',
    ]);
    expect(within(table).getAllByRole('link', { name: '41 min' })).toHaveLength(2);
  });

  it('says in words when wrong PINs were tried, and what to do', async () => {
    const link = { sent_at: '2026-03-02T13:00:00Z', expires_at: '2036-03-02T18:00:00Z', revoked: false, wrong_pins: 5 };
    await open(withEntry('ana', { link }));
    screen.getByText(/5 wrong PINs for this link. If that was somebody else, make a new one./);
    cleanup();
    await open(withEntry('ana', { link: { ...link, revoked: true, wrong_pins: 21 } }));
    screen.getByText('Closed after 21 wrong PINs. Make a new one.');
  });

  it('marks all as here with one tap', async () => {
    const answers = await open(SESSION, { 'POST /api/sessions/s1/in-room': 204 });
    const fetched = vi.spyOn(globalThis, 'fetch');
    answers['GET /api/sessions/s1'] = {
      ...SESSION,
      roster: SESSION.roster?.map((one) => ({ ...one, in_room: one.role === 'client' })),
    };
    fireEvent.click(screen.getByRole('button', { name: 'All here' }));
    await screen.findByText('2 of 2 here in person');
    const body: unknown = JSON.parse(String(fetched.mock.calls[0]?.[1]?.body));
    expect(body).toEqual({ participants: ['ana', 'ben'], state: 'present', here: false });
  });

  it('confirms those who are in already with the same tap, and leaves out who is connected from elsewhere', async () => {
    const roster = withEntry('ana', { in_room: true, online: true }).roster ?? [];
    const cai = { ...entry('cai', 'Cai Novak'), online: true };
    await open({ ...SESSION, roster: [...roster, cai] }, { 'POST /api/sessions/s1/in-room': 204 });
    const bodies = sent();
    screen.getByText('1 of 3 here in person · 1 connected from elsewhere, whom ‘All here’ leaves out');
    fireEvent.click(screen.getByRole('button', { name: 'All here' }));
    await waitFor(() => expect(bodies()).toEqual([{ participants: ['ana', 'ben'], state: 'present', here: false }]));
  });

  it('can confirm with one tap also when everybody is in already', async () => {
    const roster = SESSION.roster?.map((one) => ({ ...one, in_room: one.role === 'client' })) ?? null;
    await open({ ...SESSION, roster }, { 'POST /api/sessions/s1/in-room': 204 });
    const bodies = sent();
    fireEvent.click(screen.getByRole('button', { name: 'All here' }));
    await waitFor(() => expect(bodies()).toEqual([{ participants: ['ana', 'ben'], state: 'present', here: false }]));
  });

  it('counts time until now of somebody who is seen leaving, and takes a mistaken tap back', async () => {
    const answers = await open(withEntry('ana', { in_room: true }), { 'POST /api/sessions/s1/in-room': 204 });
    const bodies = sent();
    for (const [button, state] of [
      ['Left just now', 'left'],
      ['Was not here', 'absent'],
    ] as const) {
      fireEvent.click(here('Ana Herrera'));
      fireEvent.click(screen.getByRole('button', { name: button, hidden: true }));
      await waitFor(() => expect(bodies().at(-1)).toEqual({ participants: ['ana'], state, here: false }));
      await waitFor(() => expect(here('Ana Herrera').checked).toBe(true));
    }
    expect(answers['GET /api/sessions/s1']).toBeDefined();
  });

  it('asks nothing about somebody who is switched off before the session starts', async () => {
    await open({ ...withEntry('ana', { in_room: true }), status: 'planned' }, { 'POST /api/sessions/s1/in-room': 204 });
    const bodies = sent();
    fireEvent.click(here('Ana Herrera'));
    await waitFor(() => expect(bodies()).toEqual([{ participants: ['ana'], state: 'absent', here: false }]));
  });

  it('shows what the next headcount will confirm', async () => {
    await open(withEntry('ana', { in_room: true, unconfirmed_minutes: 12.4 }));
    screen.getByText('12 min not confirmed yet');
  });

  it('takes back what the server did not take, and says so', async () => {
    const answers = await open(SESSION, { 'POST /api/sessions/s1/in-room': 0 });
    answers['GET /api/sessions/s1'] = 0;
    fireEvent.click(here('Ana Herrera'));
    await screen.findAllByRole('alert');
    expect(here('Ana Herrera').checked).toBe(false);
    screen.getByText('0 of 2 here in person');
  });

  it('offers only statements once the session is over', async () => {
    await open({ ...SESSION, status: 'finished', ended_at: SESSION.ends_at });
    expect(screen.queryByRole('button', { name: 'All here' })).toBeNull();
    expect(screen.queryByRole('button', { name: /link/ })).toBeNull();
    screen.getByRole('button', { name: 'Add a statement' });
  });

  it('puts staff in the room only when they say so, and at once', async () => {
    await open(withEntry('ana', { in_room: true }), { 'POST /api/sessions/s1/in-room': 204 });
    screen.getByText(/time there does not count yet/);
    const bodies = sent();
    expect(box().checked).toBe(false);
    fireEvent.click(box());
    await waitFor(() => expect(bodies()).toEqual([{ participants: ['mara'], state: 'present', here: true }]));
  });

  it('remembers who taps from the room, but not while they are in the live room by video', async () => {
    localStorage.setItem('viop.here', 'true');
    await open(SESSION);
    expect(box().checked).toBe(true);
    cleanup();
    await open(withEntry('mara', { online: true }));
    expect(box().checked).toBe(false);
    cleanup();
    await open(withEntry('mara', { online: true, in_room: true }));
    expect(box().checked).toBe(true);
  });

  it('keeps a colleague in the room when counting heads', async () => {
    const colleague = { ...entry('noor', 'Noor Ek', 'facilitator'), in_room: true };
    await open({ ...SESSION, roster: [...SESSION.roster!, colleague] }, { 'POST /api/sessions/s1/headcount': 204 });
    const bodies = sent();
    fireEvent.click(screen.getByRole('button', { name: 'Take a headcount' }));
    expect(screen.queryByLabelText(/Mara Lind/)).toBeNull();
    fireEvent.click(screen.getByLabelText('Ana Herrera'));
    fireEvent.click(screen.getByRole('button', { name: 'Save headcount', hidden: true }));
    await waitFor(() => expect(bodies()).toEqual([{ present: ['noor', 'ana'], here: false }]));
  });

  it('says before a headcount is saved how many people that are, and what it means for whoever is missing', async () => {
    await open(withEntry('ana', { in_room: true, unconfirmed_minutes: 12.4 }), { 'POST /api/sessions/s1/headcount': 204 });
    fireEvent.click(screen.getByRole('button', { name: 'Take a headcount' }));
    const dialog = within(screen.getByRole('dialog', { hidden: true }));
    dialog.getByText('12 min not confirmed yet');
    dialog.getByText('1 person in the room');
    dialog.getByText(/^No staff in the room/);
    fireEvent.click(dialog.getByLabelText('Ana Herrera'));
    dialog.getByText('Nobody in the room');
    dialog.getByText(/^No longer here: Ana Herrera. Counted until last confirmed/);
    fireEvent.click(dialog.getByLabelText('Ben Oyelaran'));
    fireEvent.click(dialog.getByRole('button', { name: 'Save headcount', hidden: true }));
    await screen.findByText(/^Headcount saved/);
  });

  it('lists last in a headcount who is connected from elsewhere, and says so', async () => {
    await open(withEntry('ana', { online: true }));
    fireEvent.click(screen.getByRole('button', { name: 'Take a headcount' }));
    const dialog = within(screen.getByRole('dialog', { hidden: true }));
    const boxes = dialog.getAllByRole<HTMLInputElement>('checkbox', { hidden: true });
    expect(boxes.map((one) => one.labels?.[0]?.textContent)).toEqual(['Ben Oyelaran', 'Ana Herrera']);
    dialog.getByText('online, counted by itself');
  });

  it('counts whoever says that they are in the room too', async () => {
    localStorage.setItem('viop.here', 'true');
    await open(withEntry('ana', { in_room: true }));
    fireEvent.click(screen.getByRole('button', { name: 'Take a headcount' }));
    const dialog = within(screen.getByRole('dialog', { hidden: true }));
    dialog.getByText('2 people in the room, you included');
    expect(dialog.queryByText(/No staff/)).toBeNull();
  });

  it('says that who is in stays in with a new link, and that revoking puts them out', async () => {
    const link = { sent_at: '2026-03-02T13:00:00Z', expires_at: '2036-03-02T18:00:00Z', revoked: false, wrong_pins: 0 };
    await open(withEntry('ana', { link }));
    fireEvent.click(screen.getByRole('button', { name: 'New link for Ana Herrera' }));
    screen.getByText(/If they are in the session already, they stay in it; to put them out, revoke the link instead/);
    cleanup();
    await open(withEntry('ana', { link }));
    fireEvent.click(screen.getByRole('button', { name: 'Revoke link of Ana Herrera' }));
    screen.getByText(/is put out of the session/);
  });

  it('does not ask an admin whether they are in the room', async () => {
    await open(SESSION, { 'GET /api/me': { ...ME, person_id: 'dana', role: 'admin' } });
    expect(screen.queryByLabelText('I am in the room too')).toBeNull();
  });

  it('asks who is in the room only from two hours before a session', async () => {
    const startsIn = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    await open({ ...SESSION, status: 'planned', started_at: null, starts_at: startsIn(300) });
    screen.getByText(/Two hours before the session begins/);
    expect(screen.queryByRole('button', { name: 'All here' })).toBeNull();
    expect(screen.queryByRole('switch')).toBeNull();
    cleanup();
    await open({ ...SESSION, status: 'planned', started_at: null, starts_at: startsIn(1) });
    screen.getByRole('button', { name: 'All here' });
    expect(screen.getAllByRole('switch')).toHaveLength(2);
  });

  it('takes attendance of six in the room, two of whom did not come, with a break and an end, in eight taps', async () => {
    const six = ['ana', 'ben', 'cai', 'dee', 'eli', 'fay'];
    const mara = entry('mara', 'Mara Lind', 'facilitator');
    const everybody = (in_room: boolean) => ({
      ...SESSION,
      roster: [...six.map((one) => ({ ...entry(one, `Legal ${one}`), in_room })), { ...mara, in_room }],
    });
    const answers = await open(everybody(false), { 'POST /api/sessions/s1/in-room': 204, 'POST /api/sessions/s1/headcount': 204 });
    const bodies = sent();
    let taps = 0;
    const tap = (element: HTMLElement) => {
      taps += 1;
      fireEvent.click(element);
    };
    tap(box());
    answers['GET /api/sessions/s1'] = everybody(true);
    tap(screen.getByRole('button', { name: 'All here' }));
    await screen.findByText('6 of 6 here in person');
    for (const absent of ['eli', 'fay']) {
      tap(here(`Legal ${absent}`));
      tap(screen.getByRole('button', { name: 'Was not here', hidden: true }));
      await waitFor(() => expect(bodies().at(-1)).toEqual({ participants: [absent], state: 'absent', here: true }));
    }
    cleanup();
    for (let count = 0; count < 2; count += 1) {
      show(<Counting />);
      tap(await screen.findByRole('button', { name: 'Everyone in the room is still here' }));
      await screen.findByText('Everyone in the room is counted up to now.');
      cleanup();
    }
    expect(taps).toBeLessThanOrEqual(8);
  });
});

/** As the room asks when a break begins, and before the end. */
function Counting() {
  return <StillHere session="s1" me="mara" headcount={useHeadcount('s1')} />;
}
