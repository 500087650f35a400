import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Place } from '../protocol/messages';
import { entered, flush, roomView } from '../testing/live';

const view = (place: Place) => ({ type: 'view', room: roomView({ place }) });

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => void vi.useRealTimers());

describe('a live room', () => {
  it('offers nothing while waiting, and both sections once admitted', async () => {
    const { socket } = await entered(roomView({ place: 'waiting' }));
    expect(socket.of('publish')).toHaveLength(0);
    socket.push(view('in_room'));
    await flush();
    expect(socket.of('publish')).toMatchObject([
      { sdp: 'our offer', sources: [{ mid: '0', source: 'microphone', muted: false }, { mid: '1', source: 'camera', muted: false }] },
    ]);
  });

  it('connects with the TURN servers of the clinic, and has them renewed', async () => {
    const { socket, connections } = await entered(roomView({ place: 'waiting' }));
    const servers = (username: string) => [{ urls: ['turn:turn.example.org'], username, credential: 'signed' }];
    socket.push({ type: 'ice_servers', servers: servers('first') });
    socket.push(view('in_room'));
    await flush();
    expect(connections[0]!.configuration.iceServers).toEqual(servers('first'));
    socket.push({ type: 'ice_servers', servers: servers('second') });
    expect(connections[0]!.configuration.iceServers).toEqual(servers('second'));
  });

  it('restarts ICE both ways when the network is another one', async () => {
    const { socket, connections } = await entered(roomView());
    socket.push({ type: 'publish_answer', id: socket.of('publish')[0]!.id, sdp: 'the answer' });
    socket.push({ type: 'subscribe_offer', sdp: 'o=- 9 1', negotiation: 1, tracks: [] });
    await flush();
    window.dispatchEvent(new Event('online'));
    await flush();
    expect(connections[0]!.offered.at(-1)).toEqual({ iceRestart: true });
    expect(socket.of('publish')).toHaveLength(2);
    expect(socket.of('restart_ice')).toHaveLength(1);
    expect(socket.of('restart_transport')).toHaveLength(0);
  });

  it('says nothing of a double click that was refused as it was done already, and does of one that was refused twice', async () => {
    const { socket, live } = await entered(roomView());
    const press = () => live.act({ type: 'talk_first', participant: 'kit' });
    const refuse = (id: number) => socket.push({ type: 'error', id, code: 'wrong_state', message: 'They are somewhere else by now.' });
    const both = Promise.all([press(), press()]);
    const [first, second] = socket.of('talk_first');
    socket.push({ type: 'result', id: first!.id });
    await flush();
    refuse(second!.id);
    expect(await both).toEqual([true, true]);
    expect(live.store.get().notice).toBeNull();
    await vi.advanceTimersByTimeAsync(2_000);
    const late = press();
    refuse(socket.of('talk_first').at(-1)!.id);
    expect(await late).toBe(false);
    expect(live.store.get().notice?.text).toBe('They are somewhere else by now.');
  });

  it('gives up its media when returned to the waiting room', async () => {
    const { socket, connections, live } = await entered(roomView());
    socket.push(view('waiting'));
    expect(connections.every(({ closed }) => closed)).toBe(true);
    expect(live.store.get().remote.size).toBe(0);
  });

  it('shows whose track is whose', async () => {
    const { socket, live } = await entered(roomView());
    socket.push({ type: 'subscribe_offer', sdp: 'o=- 9 1', negotiation: 1, tracks: [{ mid: '5', participant: 'ben', source: 'camera' }] });
    await flush();
    expect(live.store.get().remote.get('ben')?.camera).toMatchObject({ id: 'theirs' });
    expect(socket.of('subscribe_answer')).toMatchObject([{ sdp: 'our answer', negotiation: 1 }]);
  });

  it('tells the room when a device is turned off, once', async () => {
    const { socket, devices } = await entered(roomView());
    await devices.setOn('microphone', false);
    await flush();
    expect(socket.of('set_muted')).toMatchObject([{ source: 'microphone', muted: true }]);
  });

  it('mutes when staff ask for it, and says so', async () => {
    const { socket, devices, live } = await entered(roomView());
    socket.push({ type: 'mute_requested' });
    await flush();
    expect(devices.store.get().microphone.on).toBe(false);
    expect(live.store.get().notice?.kind).toBe('muted_by_staff');
    expect(devices.store.get().preferences.microphoneOn).toBe(true);
  });

  it('covers itself at once when someone came in, and comes back muted', async () => {
    const { devices, live } = await entered(roomView());
    const camera = devices.store.get().camera.track!;
    live.cover(true);
    await flush();
    expect(camera.readyState).toBe('ended');
    expect(devices.store.get().microphone.track?.enabled).toBe(false);
    live.cover(false);
    expect(live.store.get().covered).toBe(false);
    expect(devices.store.get().microphone.on).toBe(false);
  });

  it('tries publishing again when the relay was not ready', async () => {
    const { socket } = await entered(roomView());
    const [first] = socket.of('publish');
    socket.push({ type: 'error', id: first!.id, code: 'media_unavailable', message: 'The relay is starting.' });
    await vi.advanceTimersByTimeAsync(2_100);
    socket.push({ type: 'result', id: socket.of('restart_transport')[0]!.id });
    await flush();
    expect(socket.of('publish')).toHaveLength(2);
  });

  it('says once that the server is full, and goes on trying', async () => {
    const { live, socket } = await entered(roomView());
    for (const tries of [1, 2]) {
      const offers = socket.of('publish');
      expect(offers).toHaveLength(tries);
      socket.push({ type: 'error', id: offers.at(-1)!.id, code: 'media_full', message: 'Full.' });
      await flush();
      expect(live.store.get().notice?.kind).toBe('media_full');
      await vi.advanceTimersByTimeAsync(2_100);
      socket.push({ type: 'result', id: socket.of('restart_transport').at(-1)!.id });
      await flush();
    }
    expect(live.store.get().notice?.key).toBe(1);
  });

  it('publishes anew when the server has lost its transports, at once or with the next view', async () => {
    const { socket, sockets, connections } = await entered(roomView());
    socket.push({ type: 'publish_answer', id: socket.of('publish')[0]!.id, sdp: 'answer' });
    await flush();
    socket.push({ type: 'media_reset' });
    await flush();
    expect(socket.of('publish')).toHaveLength(2);
    socket.onclose?.();
    await vi.advanceTimersByTimeAsync(300);
    sockets[1]!.push({ type: 'media_reset' });
    sockets[1]!.push(view('in_room'));
    await flush();
    expect(sockets[1]!.of('publish')).toHaveLength(1);
    expect(connections.filter(({ closed }) => !closed)).toHaveLength(1);
  });

  it('keeps its transports when only the socket dropped', async () => {
    const { socket, sockets, connections } = await entered(roomView());
    socket.push({ type: 'publish_answer', id: socket.of('publish')[0]!.id, sdp: 'answer' });
    await flush();
    socket.onclose?.();
    await vi.advanceTimersByTimeAsync(300);
    sockets[1]!.push(view('in_room'));
    await flush();
    expect(sockets[1]!.of('publish')).toHaveLength(0);
    expect(connections.every(({ closed }) => !closed)).toBe(true);
    expect(sockets[1]!.of('set_muted').map(({ source, muted }) => [source, muted])).toEqual([['microphone', false], ['camera', false]]);
  });

  it('counts what was said and not read', async () => {
    const { socket, live } = await entered(roomView());
    const line = { type: 'chat_message', name: 'Dana', to: 'all', text: 'Welcome', at: '2026-05-04T16:00:00Z' };
    socket.push({ ...line, sender: 'dana' });
    socket.push({ ...line, sender: 'me' });
    expect(live.store.get()).toMatchObject({ unread: 1, chat: [{ mine: false }, { mine: true }] });
    live.chatRead();
    expect(live.store.get().unread).toBe(0);
  });

  it('stops every track when it ends, and says why', async () => {
    const { socket, devices, live } = await entered(roomView());
    const { microphone, camera } = devices.store.get();
    socket.push({ type: 'goodbye', reason: 'session_ended', message: '' });
    expect(live.store.get().ending).toMatchObject({ reason: 'session_ended' });
    expect([microphone.track!.readyState, camera.track!.readyState]).toEqual(['ended', 'ended']);
  });

  it('leaves even when the server does not answer', async () => {
    const { live } = await entered(roomView());
    const left = live.leave();
    await vi.advanceTimersByTimeAsync(1_000);
    await left;
    expect(live.store.get().ending).toMatchObject({ reason: 'left' });
  });
});
