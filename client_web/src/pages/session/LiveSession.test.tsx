import type { QueryClient } from '@tanstack/react-query';
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SessionDetail } from '../../api/types';
import { LiveContext } from '../../hooks/live';
import type { RosterView, RoomView } from '../../protocol/messages';
import { entered, roomView, someone, staffView, waiting } from '../../testing/live';
import { serve, show } from '../../testing/show';
import { LiveSession } from './LiveSession';

class FakeObserver {
  constructor(private readonly report: (entries: object[]) => void) {}
  observe() {
    this.report([{ contentRect: { width: 1200, height: 600 } }]);
  }
  disconnect() {}
}

const DETAIL = { id: 's1', clinic: 'Harbor', phone: '555-0100', facilitators: ['Dana'], next_starts_at: null } as SessionDetail;

async function open(view: RoomView) {
  const room = await entered(view);
  let queries!: QueryClient;
  await act(async () => {
    queries = show(
      <LiveContext value={{ live: room.live, devices: room.devices }}>
        <LiveSession session={DETAIL} staff={view.staff !== null} />
      </LiveContext>,
    );
  });
  return { ...room, queries, push: (message: object) => act(() => room.socket.push(message)) };
}

const click = (name: string | RegExp) => act(async () => void fireEvent.click(screen.getByRole('button', { name })));

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  vi.stubGlobal('ResizeObserver', FakeObserver);
  vi.stubGlobal('IntersectionObserver', FakeObserver);
  vi.stubGlobal('MediaStream', class {});
  vi.stubGlobal('AudioContext', class {
    createMediaStreamSource = () => ({ connect: vi.fn(), disconnect: vi.fn() });
    destination = {};
  });
  for (const node of ['AnalyserNode', 'OscillatorNode', 'GainNode']) {
    vi.stubGlobal(node, class {
      fftSize = 32;
      gain = { linearRampToValueAtTime: vi.fn(), exponentialRampToValueAtTime: vi.fn() };
      connect = () => this;
      start = vi.fn();
      stop = vi.fn();
      getFloatTimeDomainData = vi.fn();
    });
  }
  HTMLMediaElement.prototype.play = () => Promise.resolve();
  HTMLElement.prototype.scrollIntoView = vi.fn();
});
afterEach(() => void vi.useRealTimers());

describe('the waiting room', () => {
  it('calls the session started only when staff have started it', async () => {
    const view = roomView({ place: 'waiting' });
    const session = { ...view.session, phase: 'planned' as const, starts_at: new Date(Date.now() - 60_000).toISOString() };
    const { push } = await open({ ...view, session });
    screen.getByText(/Was planned for \d+:\d\d [AP]M\b/);
    push({ type: 'view', room: { ...view, session: { ...session, started_at: new Date().toISOString() } } });
    screen.getByText(/Started at/);
  });

  it.each([
    ['client', true, true],
    ['guest', true, false],
    ['observer', false, false],
  ] as const)('lets a %s ask for help and change answers, as far as that is theirs', async (role, asks, changes) => {
    const { push } = await open(roomView({ place: 'waiting', role }));
    const shown = (name: string) => screen.queryByRole('button', { name }) !== null;
    const seen = () => [shown('I need help'), shown('Something has changed')];
    expect(seen()).toEqual([asks, changes]);
    push({ type: 'view', room: roomView({ role }) });
    await click('More');
    expect(seen()).toEqual([asks, changes]);
    push({ type: 'view', room: roomView({ role, on_hold: true }) });
    expect(shown('I need help')).toBe(asks);
  });

  it('says who runs it and what they write, and nothing about who else waits', async () => {
    const { push } = await open(roomView({ place: 'waiting' }));
    screen.getByRole('heading', { name: 'You are in the right place' });
    screen.getByText(/With Dana/);
    push({ type: 'view', room: roomView({ place: 'waiting' }, { waiting_message: 'We start in <b>five</b> minutes' }) });
    screen.getByText('We start in <b>five</b> minutes');
  });
});

describe('who is sent another way', () => {
  it.each([
    ['phone', /They will call you/],
    ['in_person', /Please come to the clinic/],
    ['another_day', /another day/],
  ] as const)('is told that it is %s, and never why', async (way, words) => {
    const { push } = await open(roomView({ place: 'waiting' }));
    push({ type: 'goodbye', reason: 'redirected', message: '', way });
    screen.getByRole('heading', { name: 'Your care team will meet with you another way' });
    screen.getByText(words);
  });
});

describe('a client in the room', () => {
  it('sees the others with their state, and no roster', async () => {
    const muted = someone('Ben', { pronouns: 'he/him', hand: 2, tracks: [{ source: 'microphone', muted: true }] });
    await open(roomView({}, { participants: [muted] }));
    screen.getByRole('listitem', { name: 'Ben, he/him, muted, camera off, hand raised, number 2' });
    await click(/^People/);
    expect(screen.queryByText('Roster')).toBeNull();
    expect(screen.queryByRole('button', { name: 'End for all' })).toBeNull();
  });

  it('sees who is the facilitator, on the tile and first in the list, by chosen name alone', async () => {
    const dana = someone('Dana', { role: 'facilitator', pronouns: 'she/her' });
    const admin = someone('Robin', { role: 'admin' });
    await open(roomView({}, { participants: [someone('Ben'), admin, dana] }));
    screen.getByRole('listitem', { name: 'Dana, Facilitator, she/her, camera off' });
    screen.getByRole('listitem', { name: 'Robin, Clinic staff, camera off' });
    await click(/^People/);
    const list = within(screen.getByRole('complementary', { name: 'People' }));
    const rows = list.getAllByRole('listitem').map((row) => row.textContent);
    expect(rows).toEqual(['Dana Facilitator · she/her', 'Robin Clinic staff', 'Ben ', 'Sam (You)']);
  });

  it('knows in a private word with whom it is', async () => {
    await open(roomView({ place: 'talking_first' }, { participants: [someone('Dana', { role: 'facilitator' })] }));
    screen.getByText('You are talking with Dana, facilitator. Nobody else can see or hear you two.');
  });

  it('raises a hand by key, but not while typing', async () => {
    const { socket } = await open(roomView());
    await click(/^Chat/);
    fireEvent.keyDown(screen.getByLabelText('Message'), { key: 'r' });
    expect(socket.of('raise_hand')).toHaveLength(0);
    fireEvent.keyDown(document.body, { key: 'r' });
    expect(socket.of('raise_hand')).toMatchObject([{ raised: true }]);
  });

  it('reads when something was written on the clock of the clinic, not of the phone', async () => {
    vi.spyOn(Date.prototype, 'getTimezoneOffset').mockReturnValue(0);
    const { push } = await open(roomView());
    await click(/^Chat/);
    push({ type: 'chat_message', sender: 'Ben', name: 'Ben', to: 'all', text: 'Hello', at: '2026-05-04T16:05:00Z' });
    screen.getByText('9:05 AM PDT');
    vi.restoreAllMocks();
  });

  it('keeps the words of a message that was not sent', async () => {
    const { socket, push } = await open(roomView());
    await click(/^Chat/);
    fireEvent.change(screen.getByLabelText('To'), { target: { value: 'staff' } });
    fireEvent.change(screen.getByLabelText('Message'), { target: { value: 'May I step out?' } });
    await click('Send');
    const [sent] = socket.of('chat');
    expect(sent).toMatchObject({ to: 'staff', text: 'May I step out?' });
    push({ type: 'error', id: sent!.id, code: 'too_many_requests', message: '' });
    await act(() => vi.advanceTimersByTimeAsync(0));
    expect(screen.getByLabelText<HTMLTextAreaElement>('Message').value).toBe('May I step out?');
    screen.getByText(/was not sent/);
  });

  it('has everything covered by one key when someone came in', async () => {
    const { devices } = await open(roomView({}, { participants: [someone('Ben')] }));
    await act(async () => void fireEvent.keyDown(document.body, { key: 'b' }));
    expect(document.body.textContent).not.toContain('Ben');
    expect(devices.store.get().microphone.on).toBe(false);
    await click('Come back');
    screen.getByText(/still off/);
  });

  it('reads what to do each time a device that is not allowed is turned on, and sees it off', async () => {
    const { devices } = await open(roomView());
    const denied = { on: false, track: null, problem: 'denied' as const, opening: false };
    await act(async () => devices.store.set({ camera: { ...denied } }));
    screen.getByText(/^The camera is not allowed yet\. .*Allow microphone and camera/);
    expect(screen.getByRole('button', { name: 'Camera' }).getAttribute('aria-pressed')).toBe('false');
    await act(() => vi.advanceTimersByTimeAsync(16_000));
    expect(screen.queryByText(/^The camera is not allowed/)).toBeNull();
    await act(async () => devices.store.set({ camera: { ...denied } }));
    screen.getByText(/^The camera is not allowed/);
  });

  it('never sees more minutes of a break left than there are', async () => {
    const view = roomView();
    const ends = new Date(Date.now() + 10 * 60_000 + 8_000).toISOString();
    await open({ ...view, session: { ...view.session, phase: 'on_break', break_ends_at: ends } });
    screen.getByText(/10 minutes left/);
  });

  it('talks while Space is held, and is muted again after', async () => {
    const { devices } = await open(roomView());
    await act(() => devices.setOn('microphone', false));
    await act(async () => void fireEvent.keyDown(document.body, { key: ' ' }));
    expect(devices.store.get().microphone.on).toBe(true);
    await act(async () => void fireEvent.keyUp(document.body, { key: ' ' }));
    expect(devices.store.get().microphone.on).toBe(false);
    expect(devices.store.get().preferences.microphoneOn).toBe(false);
  });

  it('is told that attendance is kept while the connection is away', async () => {
    const { socket } = await open(roomView());
    act(() => socket.onclose?.());
    screen.getByText('Reconnecting. Your attendance is kept.');
  });

  it('sees the hold page with a number to call, and nobody, while no staff can be reached', async () => {
    await open(roomView({ on_hold: true }));
    screen.getByRole('heading', { name: 'One moment, please' });
    expect(screen.getAllByRole('link', { name: '555-0100' })[0]?.getAttribute('href')).toBe('tel:5550100');
  });

  it('reads kind words when turned away', async () => {
    const { push } = await open(roomView({ place: 'waiting' }));
    push({ type: 'goodbye', reason: 'denied', message: 'Please call us today.' });
    screen.getByRole('heading', { name: 'Today is not the day for this session' });
    screen.getByText('Please call us today.');
    screen.getByRole('link', { name: '988' });
  });

  it('reads what happened, what is safe and what to do when their link is revoked', async () => {
    const { push } = await open(roomView());
    push({ type: 'goodbye', reason: 'revoked', message: '' });
    screen.getByRole('heading', { name: 'Your link was closed' });
    screen.getByText(/Your time until now is kept. Please call them/);
    screen.getByRole('link', { name: '555-0100' });
  });
});

describe('staff in the room', () => {
  const staff = () =>
    roomView({ role: 'facilitator' }, { staff: staffView({ waiting: [waiting('Kit', 'Katherine Olsen'), waiting('Lou', 'Louis Baptiste')] }) });

  it('hear of arrivals by a neutral number in the title', async () => {
    const { push } = await open(staff());
    expect(document.title).toBe('(2) Session');
    push({ type: 'goodbye', reason: 'session_ended', message: '' });
    expect(document.title).toBe('Session');
  });

  it('admit by saying that they know who it is', async () => {
    const { socket } = await open(staff());
    await click('Admit Kit');
    const dialog = within(screen.getByRole('dialog', { name: 'Let Kit in?' }));
    dialog.getByText('On the roster as Katherine Olsen');
    fireEvent.click(dialog.getByRole('button', { name: 'I know who this is: let in' }));
    expect(socket.of('admit')).toMatchObject([{ participant: 'Kit', identity_confirmed: true }]);
  });

  it('read that they are signed out, and of no link, when their sign-in ends', async () => {
    const { push } = await open(staff());
    push({ type: 'goodbye', reason: 'revoked', message: '' });
    screen.getByRole('heading', { name: 'You are signed out' });
    expect(screen.queryByText(/link/)).toBeNull();
  });

  it('are led to the attendance when the session has ended', async () => {
    const { push } = await open(staff());
    push({ type: 'goodbye', reason: 'session_ended', message: '' });
    expect(screen.getByRole('link', { name: 'Attendance of this session' }).getAttribute('href')).toBe('/attendance/sessions/s1');
  });

  it('are asked once more before ending for all', async () => {
    const { socket } = await open(staff());
    await click('End for all');
    expect(socket.of('end_session')).toHaveLength(0);
    fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'End for all' }));
    expect(socket.of('end_session')).toHaveLength(1);
  });

  it('confirm with one tap who is still in the room, staff among them, before they end', async () => {
    const people = [['ana', 'client', true], ['noor', 'facilitator', true], ['ben', 'client', false]] as const;
    const roster = people.map(([person_id, role, in_room]) => ({ person_id, role, in_room }));
    const counted = { ...DETAIL, roster, counted_at: new Date(Date.now() - 11 * 60_000).toISOString() };
    const answers = { 'GET /api/sessions/s1': counted, 'POST /api/sessions/s1/headcount': 204 };
    serve(answers);
    await open(staff());
    await click('End for all');
    await act(() => vi.advanceTimersByTimeAsync(100));
    screen.getByText(/^1 person is in the room/);
    let saved = (_: Response): void => undefined;
    const fetched = vi.spyOn(globalThis, 'fetch').mockImplementationOnce(() => new Promise((resolve) => (saved = resolve)));
    const end = within(screen.getByRole('dialog')).getByRole<HTMLButtonElement>('button', { name: 'End for all' });
    fireEvent.click(screen.getByRole('button', { name: 'Everyone in the room is still here' }));
    await act(() => vi.advanceTimersByTimeAsync(0));
    expect(end.disabled).toBe(true);
    saved(new Response(null, { status: 204 }));
    await act(() => vi.advanceTimersByTimeAsync(100));
    expect(JSON.parse(String(fetched.mock.calls[0]![1]!.body))).toEqual({ present: ['ana', 'noor'], here: false });
    screen.getByText('Everyone in the room is counted up to now.');
    expect(end.disabled).toBe(false);
  });

  it('never count somebody who has left since the page last looked', async () => {
    const here = { person_id: 'ana', role: 'client', in_room: true };
    const answers = { 'GET /api/sessions/s1': { ...DETAIL, roster: [{ ...here, in_room: false }], counted_at: null } };
    serve(answers);
    const { queries } = await open(staff());
    queries.setQueryData(['session', 's1'], { ...DETAIL, roster: [here], counted_at: null });
    await click('End for all');
    expect(screen.queryByRole('button', { name: /still here/ })).toBeNull();
    await act(() => vi.advanceTimersByTimeAsync(100));
    expect(screen.queryByRole('button', { name: /still here/ })).toBeNull();
  });

  it('are not asked who is in the room when heads were counted within the minute, or nobody is', async () => {
    const here = { person_id: 'ana', role: 'client', in_room: true };
    for (const detail of [
      { roster: [{ ...here, unconfirmed_minutes: 0 }], counted_at: new Date(Date.now() - 30_000).toISOString() },
      { roster: [{ ...here, in_room: false }], counted_at: null },
    ]) {
      serve({ 'GET /api/sessions/s1': { ...DETAIL, ...detail } });
      await open(staff());
      await click('End for all');
      await act(() => vi.advanceTimersByTimeAsync(100));
      expect(screen.queryByRole('button', { name: /still here/ })).toBeNull();
      cleanup();
    }
  });

  it('cannot admit while the room is locked', async () => {
    const view = staff();
    await open({ ...view, staff: { ...view.staff!, locked: true } });
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Admit Kit' }).disabled).toBe(true);
  });

  it('read that the room is locked where they would admit, and unlock it there', async () => {
    const view = staff();
    const { socket } = await open({ ...view, staff: { ...view.staff!, locked: true } });
    screen.getByText('The room is locked.');
    await click('Unlock');
    expect(socket.of('set_locked')).toMatchObject([{ locked: false }]);
  });

  it('let one more in than the policy has only with a reason, and see whose guest somebody is', async () => {
    const over = [{ rule: 'cap' as const, there: 13, most: 12 }];
    const mom = { ...waiting('Rosa', 'Rosa Ruiz'), role: 'guest' as const, guest_of: 'Ana Ruiz', relation: 'mother', over };
    const { socket } = await open({ ...staff(), staff: staffView({ waiting: [mom] }) });
    screen.getByText('Guest of Ana Ruiz (mother)');
    screen.getByText('Would be 13 of 12 in the group');
    await click('Admit Rosa');
    const admit = within(screen.getByRole('dialog')).getByRole('button', { name: /^I know who this is/ });
    expect(admit).toHaveProperty('disabled', true);
    fireEvent.change(screen.getByLabelText(/Say why/), { target: { value: 'Came from afar' } });
    fireEvent.click(admit);
    expect(socket.of('admit')).toMatchObject([{ participant: 'Rosa', reason: 'Came from afar' }]);
  });

  it('read how far everybody’s day and week are, while something can still be done', async () => {
    const words = '12 minutes short of 3 h today, 7.5 of 9 h this week. Must not end before 12:02 PM to reach 3 h.';
    const kit: RosterView = {
      participant: 'Kit', name: 'Kit', legal_name: 'Katherine Olsen', name_used: '', pronouns: '', agrees_to_observers: true, status: 'remote', minutes: 168, identity_confirmed: true, quick_exit: false,
      hours: { words, must_end_at: '2026-03-02T17:02:00.000Z', at_risk: true }, answers: null, talk_first: [],
      place: 'in_room',
    };
    await open({ ...staff(), staff: staffView({ roster: [kit] }) });
    screen.getByText(words);
    screen.getByText('Misses the day if the session ends as planned.');
    const scrolled = vi.fn(() => Promise.resolve()); // as Chromium has it
    HTMLElement.prototype.scrollIntoView = scrolled as unknown as () => void;
    await click('Actions for Kit');
    expect(scrolled, 'the menu of the last line is below the fold').toHaveBeenCalled();
    await click('Actions for Kit');
    screen.getByText(words);
    await click('End for all');
    within(screen.getByRole('dialog')).getByText(/^Now it is too early for Kit: .* At 9:02 AM PST all would have them/);
  });

  it('are told who used the quick exit, then and later, and that they are not admitted with all', async () => {
    const kit = (quick_exit: boolean): RosterView => ({
      participant: 'Kit', name: 'Kit', legal_name: 'Katherine Olsen', name_used: '', pronouns: '', agrees_to_observers: true, status: 'left', minutes: 4, identity_confirmed: true, quick_exit,
      hours: null, answers: null, talk_first: [],
      place: null,
    });
    const { push } = await open({ ...staff(), staff: staffView({ roster: [kit(false)] }) });
    push({ type: 'view', room: { ...staff(), staff: staffView({ roster: [kit(true)] }) } });
    screen.getByText('Kit used the quick exit');
    push({ type: 'view', room: { ...staff(), staff: { ...staff().staff!, roster: [kit(true)] } } });
    const waits = within(screen.getByRole('region', { name: 'Waiting' }));
    waits.getByText('Used the quick exit');
    waits.getByText(/“Admit all” leaves out Kit/);
    await click('Admit all');
    screen.getByRole('dialog', { name: 'Let 1 person in?' });
    await act(() => vi.advanceTimersByTimeAsync(16_000));
    expect(screen.queryByText('Kit used the quick exit')).toBeNull();
    within(screen.getByRole('region', { name: 'Roster' })).getByText('Used the quick exit');
  });

  it('start the session from the top bar, with any panel open, once', async () => {
    const view = staff();
    const { socket, push } = await open({ ...view, session: { ...view.session, phase: 'planned' } });
    await click(/^Chat/);
    await click('Start session');
    await click('Start session');
    expect(socket.of('start_session')).toHaveLength(1);
    push({ type: 'error', id: socket.of('start_session')[0]!.id, code: 'wrong_state', message: 'It is too early.' });
    await act(() => vi.advanceTimersByTimeAsync(0));
    screen.getByText('It is too early.');
    await click('Start session');
    push({ type: 'view', room: view });
    expect(screen.queryByRole('button', { name: 'Start session' })).toBeNull();
  });

  it('who only look in are told what that means, and can run the session', async () => {
    const { socket, push } = await open({ ...staff(), staff: staffView({ leads: false }) });
    screen.getByText(/You are looking in/);
    await click('Run this session');
    expect(socket.of('take_over')).toHaveLength(1);
    push({ type: 'view', room: { ...staff(), staff: staffView({ leads: true }) } });
    expect(screen.queryByText(/You are looking in/)).toBeNull();
  });

  it('read how long a break may be instead of having their number changed', async () => {
    const { socket } = await open(staff());
    const field = screen.getByLabelText<HTMLInputElement>('Minutes');
    fireEvent.change(field, { target: { value: '999' } });
    screen.getByText('A break lasts 1 to 120 minutes.');
    await click('Start break');
    expect(socket.of('start_break')).toHaveLength(0);
    fireEvent.change(field, { target: { value: '15' } });
    await click('Start break');
    expect(socket.of('start_break')).toMatchObject([{ minutes: 15 }]);
  });

  it('read why something was refused', async () => {
    const { socket, push } = await open(staff());
    await click('Talk first with Kit');
    push({ type: 'error', id: socket.of('talk_first')[0]!.id, code: 'not_found', message: 'Kit has left.' });
    await act(() => vi.advanceTimersByTimeAsync(0));
    screen.getByText('Kit has left.');
  });

  const answers = { at_home: false, state: 'NV', address: 'Motel 6', phone: '555-0142', alone: false, agreed: true, others: '', adult: null, adult_name: '', adult_phone: '' };
  const kit: RosterView = {
    participant: 'Kit', name: 'Kit', legal_name: 'Katherine Olsen', name_used: '', pronouns: '', agrees_to_observers: false, status: 'waiting', minutes: 0, identity_confirmed: false, quick_exit: false,
    hours: null, place: 'waiting', answers, talk_first: ['not_alone', 'program_not_licensed'],
  };
  const withKit = () => ({ ...staff(), staff: { ...staff().staff!, roster: [kit] } });

  it('read what was answered and why a private word comes first, and that it is not admitted with all', async () => {
    await open(withKit());
    const waits = within(screen.getByRole('region', { name: 'Waiting' }));
    waits.getByText(/not alone, or not safe to talk and the program is not licensed in that state/);
    waits.getByText(/Not at home, Motel 6, NV/);
    expect(waits.getByRole('link', { name: '555-0142' }).getAttribute('href')).toBe('tel:5550142');
    waits.getByText(/“Admit all” leaves out Kit/);
  });

  it('admit against it only with a reason', async () => {
    const { socket } = await open(withKit());
    await click('Admit Kit');
    const dialog = within(screen.getByRole('dialog'));
    dialog.getByText(/not alone, or not safe to talk and the program is not licensed in that state/);
    dialog.getByText(/Not at home, Motel 6, NV/);
    expect(dialog.getByRole<HTMLButtonElement>('button', { name: /^I know who this is/ }).disabled).toBe(true);
    expect(document.activeElement).toBe(dialog.getByLabelText('Why do you let them in all the same?'));
    fireEvent.change(dialog.getByLabelText('Why do you let them in all the same?'), { target: { value: 'Her sister left the room' } });
    await act(async () => void fireEvent.click(dialog.getByRole('button', { name: /^I know who this is/ })));
    expect(socket.of('admit')).toMatchObject([{ participant: 'Kit', reason: 'Her sister left the room' }]);
  });

  it('send somebody another way out of a private word, with the reason', async () => {
    const view = roomView({ role: 'facilitator', place: 'talking_first' }, { participants: [someone('Kit')], staff: withKit().staff });
    const { socket } = await open(view);
    await click('Redirect');
    const dialog = within(screen.getByRole('dialog'));
    fireEvent.click(dialog.getByRole('radio', { name: 'In person' }));
    expect(dialog.getByRole<HTMLButtonElement>('button', { name: 'Redirect' }).disabled).toBe(true);
    fireEvent.change(dialog.getByLabelText('Why'), { target: { value: 'Not safe at home' } });
    await act(async () => void fireEvent.click(dialog.getByRole('button', { name: 'Redirect' })));
    expect(socket.of('redirect')).toMatchObject([{ participant: 'Kit', way: 'in_person', reason: 'Not safe at home' }]);
  });
});

describe('a divided group', () => {
  const in30 = () => new Date(Date.now() + 30_000).toISOString();
  const inBreakout = (ends_at: string | null) => roomView({ place: 'breakout' }, { participants: [someone('Ben')], breakouts: { ends_at, here: 'Breakout 1' } });

  it('says aloud, in a region that was there before, where one is and with whom, and when it ends soon', async () => {
    const { push } = await open(roomView({}, { participants: [someone('Ben'), someone('Cy')] }));
    const regions = [...document.querySelectorAll('[aria-live=polite]')];
    push({ type: 'view', room: inBreakout(null) });
    const spoken = () => regions.map((one) => one.textContent).join(' ');
    expect(spoken()).toContain('You are now in Breakout 1, with Ben. Only those who are here see and hear you.');
    screen.getByText('You are in Breakout 1');
    push({ type: 'view', room: inBreakout(in30()) });
    await act(() => vi.advanceTimersByTimeAsync(1_100));
    expect(spoken()).toMatch(/You will be back in the group in \d\d seconds/);
    expect(screen.getByRole('timer').textContent).toMatch(/^0:2\d$/);
    push({ type: 'view', room: roomView({}, { participants: [someone('Ben'), someone('Cy')] }) });
    expect(spoken()).toContain('You are back in the main room, with the group.');
    expect(spoken(), 'nobody reads afterwards that they will be back').not.toMatch(/seconds/);
    await act(() => vi.advanceTimersByTimeAsync(20_000));
    expect(spoken().trim()).toBe('');
  });

  it('tells one who came meanwhile what goes on', async () => {
    await open(roomView({}, { breakouts: { ends_at: null, here: null } }));
    screen.getByText('The others are in breakouts. Your facilitator will tell you where you go.');
  });

  it('is begun with two presses, everybody drawn but who is put somewhere by hand', async () => {
    const people = ['Ann', 'Ben', 'Cy'].map((name) => someone(name));
    const { socket } = await open(roomView({ role: 'facilitator' }, { participants: people, staff: staffView() }));
    await click('Breakouts');
    fireEvent.change(screen.getByLabelText('Where Cy is'), { target: { value: '1' } });
    await click('Start breakouts');
    const [sent] = socket.of('start_breakouts');
    expect(sent).toMatchObject({ breakouts: [{ name: 'Breakout 1', people: [] }, { name: 'Breakout 2', people: ['Cy'] }], minutes: 10 });
    expect([...(sent as unknown as { drawn: string[] }).drawn].sort()).toEqual(['Ann', 'Ben']);
    socket.push({ type: 'error', id: sent!.id, code: 'forbidden', message: 'Not these people together. Please see an admin.' });
    await act(() => vi.advanceTimersByTimeAsync(10));
    within(screen.getByRole('dialog')).getByText('Not these people together. Please see an admin.');
  });

  it('shows staff who is where and whose hand is up, and takes them there or calls all back with one press', async () => {
    const cy = { participant: 'Cy', name: 'Cy', role: 'client' as const, connectivity: 'connected' as const };
    const staff = staffView({
      hands: [{ participant: 'Cy', name: 'Cy', breakout: 'Breakout 2' }],
      breakouts: [{ breakout: '1.1', name: 'Breakout 1', people: [] }, { breakout: '1.2', name: 'Breakout 2', people: [cy] }],
      without_staff: true,
    });
    const { socket } = await open(roomView({ role: 'facilitator' }, { staff, breakouts: { ends_at: null, here: null } }));
    const list = within(screen.getByRole('region', { name: 'Breakouts' }));
    list.getAllByText('No staff: minutes do not count.');
    expect(list.getAllByText('Nobody is in it.')).toHaveLength(2);
    fireEvent.change(list.getByLabelText('Where Cy is'), { target: { value: '1.1' } });
    await act(async () => void fireEvent.click(within(screen.getByRole('region', { name: 'Raised hands' })).getByRole('button', { name: 'Visit Breakout 2' })));
    await act(async () => void fireEvent.click(within(screen.getByRole('region', { name: 'Controls' })).getByRole('button', { name: 'Call back' })));
    expect(socket.of('move_to_breakout')).toMatchObject([{ participant: 'Cy', breakout: '1.1' }]);
    expect(socket.of('visit_breakout')).toMatchObject([{ breakout: '1.2' }]);
    expect(socket.of('call_back')).toMatchObject([{ seconds: 30 }]);
  });
});

describe('a sidebar', () => {
  it('tells the client who they talk with, and staff when nobody is with the group', async () => {
    const aside = (role: 'client' | 'facilitator') => roomView({ role, place: 'sidebar' }, { participants: [someone('Dana')] });
    await open(aside('client'));
    screen.getByText('You are talking with Dana. Nobody else sees or hears you two, and your time counts.');
    cleanup();
    const staff = staffView({ without_staff: true, sidebars: [{ participant: 'Dana', name: 'Dana', staff: 'me', staff_name: 'Sam', staff_away: false }] });
    const { socket } = await open({ ...aside('facilitator'), staff });
    screen.getByText(/no staff are with them/);
    await click('Back to the group');
    expect(socket.of('end_sidebar')).toMatchObject([{ participant: 'Dana' }]);
  });
});

describe('staff by keyboard', () => {
  const press = (key: string) => act(async () => void fireEvent.keyDown(window, { key }));

  it('admit all with A and Enter, divide the group with G, and find the keys under ?', async () => {
    const staff = staffView({ waiting: [waiting('Kit', 'Katherine Olsen')] });
    await open(roomView({ role: 'facilitator' }, { staff, participants: [someone('Ben')] }));
    await press('a');
    expect(document.activeElement?.textContent).toBe('I know who they are: let in');
    await click('Cancel');
    await press('g');
    expect(document.activeElement?.textContent).toBe('Start breakouts');
    await click('Cancel');
    await press('?');
    screen.getByText('Admit all who wait');
  });

  it('read at once until when a session that began late must go on', async () => {
    const staff = staffView({ must_end_at: '2026-05-04T19:07:00Z' });
    await open(roomView({ role: 'facilitator' }, { staff }));
    screen.getByText(/to reach its minutes it must not end before 12:07/);
  });
});
