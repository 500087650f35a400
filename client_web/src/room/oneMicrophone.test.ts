import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { entered, roomView } from '../testing/live';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const inRoom = (one_microphone: boolean) => ({ type: 'view' as const, room: roomView({ in_room: true, one_microphone }) });

describe('who sits in the clinic’s room while its own microphone is on', () => {
  it('is muted at once, and told why', async () => {
    const { live, devices, socket } = await entered(roomView({ place: 'in_room' }));
    await devices.setOn('microphone', true);
    socket.push(inRoom(true));
    expect(devices.store.get().microphone.on).toBe(false);
    expect(live.store.get().notice?.kind).toBe('one_microphone');
  });

  it('is asked before a second microphone is opened there', async () => {
    const { live, devices, socket } = await entered(roomView({ place: 'in_room' }));
    socket.push(inRoom(true));
    live.setMicrophone(true);
    expect(devices.store.get().microphone.on).toBe(false);
    expect(live.store.get().asksToUnmute).toBe(true);
    live.answerUnmute(true);
    expect(devices.store.get().microphone.on).toBe(true);
  });

  it('is asked nothing once the room’s own device has gone', async () => {
    const { live, devices, socket } = await entered(roomView({ place: 'in_room' }));
    socket.push(inRoom(true));
    socket.push(inRoom(false));
    live.setMicrophone(true);
    expect(devices.store.get().microphone.on).toBe(true);
  });
});
