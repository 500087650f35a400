import { act, fireEvent, screen, within } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveContext } from '../../../hooks/live';
import type { LineView, Quality, RoomView } from '../../../protocol/messages';
import { entered, roomView, someone, staffView } from '../../../testing/live';
import { show } from '../../../testing/show';
import { ConnectionList } from '../staff/ConnectionList';
import { OwnConnection } from './OwnConnection';
import { PeoplePanel } from './PeoplePanel';

async function open(view: RoomView, page: ReactNode) {
  const room = await entered(view);
  await act(async () => void show(<LiveContext value={{ live: room.live, devices: room.devices }}>{page}</LiveContext>));
  return { ...room, push: (message: object) => act(() => room.socket.push(message)) };
}

const mine = (quality: Quality | null) => ({ type: 'view', room: roomView({ quality }) });
const click = (name: string) => act(async () => void fireEvent.click(screen.getByRole('button', { name })));

const line = (participant: string, more: Partial<LineView> = {}): LineView => ({
  participant,
  quality: 'good',
  round_trip: 118,
  up: { loss: 0.042, bitrate: 612_000, layers: [118_000, 0, 470_000] },
  down: { loss: 0, bitrate: 1_430_000, estimate: 1_800_000, layers: [9, 1], withheld: 2 },
  ...more,
});

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => void vi.useRealTimers());

describe("one's own connection", () => {
  it('is not spoken of while it is good or fair', async () => {
    const { push } = await open(roomView({ quality: 'good' }), <OwnConnection />);
    expect(screen.getByRole('status').textContent).toBe('');
    push(mine('fair'));
    expect(screen.getByRole('status').textContent).toBe('');
  });

  it('comes with what helps most when it is poor: first the camera, then the pictures of others', async () => {
    const { devices, live } = await open(roomView({ quality: 'poor' }), <OwnConnection />);
    expect(screen.getByRole('status').textContent).toContain('Your connection is weak just now.');
    await click('Turn my camera off');
    expect(devices.store.get().camera.on).toBe(false);
    await click('Sound only');
    expect(live.store.get().audioOnly).toBe(true);
    screen.getByText(/closer to your Wi-Fi/);
  });

  it('needs nothing to be done when it is lost, and the words go by themselves', async () => {
    const { push } = await open(roomView({ quality: 'lost' }), <OwnConnection />);
    screen.getByText(/nothing you need to do/);
    expect(screen.queryByRole('button', { name: 'Sound only' })).toBeNull();
    push(mine('good'));
    expect(screen.getByRole('status').textContent).toBe('');
  });

  it('says that pictures are paused, which is not a fault of theirs', async () => {
    const { push } = await open(roomView({ quality: 'good', paused: 2 }), <OwnConnection />);
    screen.getByText(/Pictures of others are paused/);
    push({ type: 'view', room: roomView({ quality: 'good', paused: 0 }) });
    expect(screen.getByRole('status').textContent).toBe('');
  });

  it('is not spoken of again once hidden, until it has been better', async () => {
    const { push } = await open(roomView({ quality: 'poor' }), <OwnConnection />);
    await click('Hide this');
    push(mine('poor'));
    expect(screen.getByRole('status').textContent).toBe('');
    push(mine('good'));
    push(mine('poor'));
    screen.getByText(/weak just now/);
  });
});

describe('the list of people', () => {
  it('says how good each connection is, where that is not good in words too', () => {
    const person = { pronouns: '', role: 'client', muted: false, picture: null, speaking: false, hand: null, lost: false, inRoom: null } as const;
    const people = [
      { ...person, id: 'ana', name: 'Ana', quality: 'poor' as const },
      { ...person, id: 'ben', name: 'Ben', quality: 'good' as const },
      { ...person, id: 'cleo', name: 'Cleo', quality: null },
    ];
    show(<PeoplePanel people={people} me={roomView().me} />);
    const [ana, ben, cleo] = screen.getAllByRole('listitem');
    within(ana!).getByRole('img', { name: 'Poor connection' });
    within(ana!).getByText('Poor');
    within(ben!).getByRole('img', { name: 'Good connection' });
    expect(within(cleo!).queryByRole('img')).toBeNull();
  });
});

describe('the figures for staff', () => {
  const view = roomView({ role: 'facilitator', name: 'Dana' }, { participants: [someone('Ana'), someone('Ben')], staff: staffView() });

  it('are there for everybody in the room, the worst connection first, and stay up to date', async () => {
    const { push } = await open(view, <ConnectionList view={view} />);
    screen.getByText('Nobody is connected yet.');
    push({ type: 'lines', lines: [line('me'), line('Ana'), line('Ben', { quality: 'poor' }), line('somebody else')] });
    const rows = screen.getAllByRole('listitem');
    expect(rows.map((row) => row.getAttribute('data-participant'))).toEqual(['Ben', 'me', 'Ana']);
    push({ type: 'lines', lines: [line('Ana', { quality: 'lost', up: null, down: null, round_trip: null })] });
    within(screen.getByRole('listitem')).getByText('Connection lost');
  });

  it('tell loss, bitrate, layers each way and the round trip', async () => {
    const { push } = await open(view, <ConnectionList view={view} />);
    push({ type: 'lines', lines: [line('Ana')] });
    const cells = [...document.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent));
    expect(cells).toEqual([
      ['Lost', '4.2 %', '0 %'],
      ['Bitrate', '612 kbit/s', '1.4 Mbit/s'],
      ['Picture', 'Layer 1: 118 kbit/s\nLayer 2: stopped\nLayer 3: 470 kbit/s', 'Layer 1: 9\nLayer 2: 1\nNot sent: 2'],
      ['Line carries about', '–', '1.8 Mbit/s'],
      ['Round trip', '118 ms'],
    ]);
  });
});
