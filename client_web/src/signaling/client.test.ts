import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backoff } from './backoff';
import { SignalingClient, TicketRefused, type Ending, type SignalingState, type Socket } from './client';

class FakeSocket implements Socket {
  readyState = 1;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  sent: Record<string, unknown>[] = [];
  closed = false;
  send(text: unknown) {
    this.sent.push(JSON.parse(String(text)) as Record<string, unknown>);
  }
  close() {
    this.closed = true;
  }
  push(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const VIEW = { type: 'view', room: { me: { participant: 'p1' } } };

function setUp(ticket: () => Promise<{ ticket: string; url: string }> = numbered()) {
  const sockets: FakeSocket[] = [];
  const states: SignalingState[] = [];
  const ends: Ending[] = [];
  const pushed: unknown[] = [];
  const client = new SignalingClient({
    page: 'page-1',
    ticket,
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    onState: (state) => states.push(state),
    onMessage: (message) => pushed.push(message),
    onEnd: (ending) => ends.push(ending),
  });
  return { client, sockets, states, ends, pushed };
}

function numbered() {
  let count = 0;
  return () => Promise.resolve({ ticket: `ticket-number-${++count}`, url: '/signal' });
}

async function opened() {
  const all = setUp();
  all.client.start();
  await vi.advanceTimersByTimeAsync(0);
  all.sockets[0]!.onopen?.();
  all.sockets[0]!.push(VIEW);
  return all;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the signaling client', () => {
  it('authenticates with its ticket in the first message and is open at the first view', async () => {
    const { sockets, states, pushed } = await opened();
    expect(sockets[0]!.sent[0]).toEqual({ type: 'authenticate', ticket: 'ticket-number-1', protocol: 1, page: 'page-1' });
    expect(states).toEqual(['connecting', 'open']);
    expect(pushed).toEqual([VIEW]);
  });

  it('gives each request its own answer', async () => {
    const { client, sockets } = await opened();
    const hand = client.request({ type: 'raise_hand', raised: true });
    const lock = client.request({ type: 'set_locked', locked: true });
    const [first, second] = sockets[0]!.sent.slice(1) as { id: number }[];
    sockets[0]!.push({ type: 'error', id: second!.id, code: 'forbidden', message: 'Only staff.' });
    sockets[0]!.push({ type: 'result', id: first!.id });
    await expect(hand).resolves.toMatchObject({ type: 'result' });
    await expect(lock).rejects.toMatchObject({ code: 'forbidden', message: 'Only staff.' });
  });

  it('comes back with a fresh ticket and the same page when the socket drops', async () => {
    const { client, sockets, states } = await opened();
    const pending = client.request({ type: 'ping' });
    sockets[0]!.onclose?.();
    await expect(pending).rejects.toMatchObject({ code: 'disconnected' });
    await vi.advanceTimersByTimeAsync(300);
    sockets[1]!.onopen?.();
    sockets[1]!.push(VIEW);
    expect(sockets[1]!.sent[0]).toMatchObject({ ticket: 'ticket-number-2', page: 'page-1' });
    expect(states).toEqual(['connecting', 'open', 'reconnecting', 'open']);
  });

  it('notices a socket that is silent though it never closed', async () => {
    const { sockets, states } = await opened();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(sockets[0]!.sent.filter((message) => message.type === 'ping').length).toBeGreaterThan(1);
    expect(sockets[0]!.closed).toBe(true);
    expect(states).toContain('reconnecting');
  });

  it('stays away after a goodbye, except when the server only restarts', async () => {
    const removed = await opened();
    removed.sockets[0]!.push({ type: 'goodbye', reason: 'removed', message: '' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(removed.sockets).toHaveLength(1);
    expect(removed.ends).toMatchObject([{ reason: 'removed' }]);

    const draining = await opened();
    draining.sockets[0]!.push({ type: 'goodbye', reason: 'draining', message: '' });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(draining.sockets).toHaveLength(2);

    const moved = await opened();
    moved.sockets[0]!.push({ type: 'goodbye', reason: 'draining', message: '', soon: true });
    await vi.advanceTimersByTimeAsync(500);
    expect(moved.sockets).toHaveLength(2);
  });

  it('does not hammer a server that drops it again and again', async () => {
    const { sockets } = await opened();
    for (let drops = 0; drops < 5; drops += 1) {
      sockets.at(-1)!.onclose?.();
      await vi.advanceTimersByTimeAsync(2_000);
      sockets.at(-1)!.onopen?.();
      sockets.at(-1)!.push(VIEW);
    }
    expect(sockets.length).toBeLessThan(6);
  });

  it('gives up when no ticket is to be had, and tries on when the network is down', async () => {
    const refused = setUp(() => Promise.reject(new TicketRefused()));
    refused.client.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(refused.ends).toMatchObject([{ reason: 'refused' }]);

    let asked = 0;
    const offline = setUp(() => Promise.reject(new Error(`offline ${++asked}`)));
    offline.client.start();
    await vi.advanceTimersByTimeAsync(8_000);
    expect(asked).toBeGreaterThan(2);
    offline.client.stop();
  });
});

describe('the backoff', () => {
  it('begins at once and doubles up to fifteen seconds', () => {
    expect([0, 1, 2, 3, 10].map((attempt) => backoff(attempt, 0))).toEqual([200, 1_000, 2_000, 4_000, 15_000]);
    expect(backoff(1, 1)).toBe(667);
  });
});
