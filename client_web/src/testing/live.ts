import { vi } from 'vitest';
import { OwnDevices } from '../media/own';
import type { ParticipantView, RoomView, StaffView, WaitingView } from '../protocol/messages';
import { LiveRoom } from '../room/live';
import type { Socket } from '../signaling/client';

/** The far end of a socket: what the page sent, and a way to push. */
export class FakeSocket implements Socket {
  readyState = 1;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  sent: { type: string; id: number; [key: string]: unknown }[] = [];
  send(text: unknown) {
    this.sent.push(JSON.parse(String(text)));
  }
  close() {
    this.onclose = null;
  }
  push(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  of(type: string) {
    return this.sent.filter((message) => message.type === type);
  }
}

/** The few members of RTCPeerConnection that the room uses. */
export class FakeConnection {
  connectionState = 'new';
  localDescription: { sdp: string } | null = null;
  mids = 0;
  closed = false;
  offered: RTCOfferOptions[] = [];
  constructor(public configuration: RTCConfiguration = {}) {}
  getConfiguration() {
    return this.configuration;
  }
  setConfiguration(configuration: RTCConfiguration) {
    this.configuration = configuration;
  }
  addTransceiver() {
    const sender = { replaceTrack: () => Promise.resolve(), getParameters: () => ({ encodings: [] }) };
    return { mid: String(this.mids++), sender };
  }
  getTransceivers() {
    return [{ mid: '5', receiver: { track: { id: 'theirs' }, getSynchronizationSources: () => [] } }];
  }
  getStats() {
    return Promise.resolve(new Map());
  }
  createOffer(options: RTCOfferOptions) {
    this.offered.push(options);
    return Promise.resolve({ type: 'offer', sdp: 'our offer' });
  }
  setLocalDescription(description?: { sdp: string }) {
    this.localDescription = description ?? { sdp: 'our answer' };
    return Promise.resolve();
  }
  setRemoteDescription() {
    return Promise.resolve();
  }
  close() {
    this.closed = true;
  }
}

class FakeTrack {
  readyState = 'live';
  enabled = true;
  onended = null;
  stop() {
    this.readyState = 'ended';
  }
  getSettings() {
    return { width: 1280, height: 720 };
  }
}

export function roomView(me: Partial<RoomView['me']> = {}, rest: Partial<RoomView> = {}): RoomView {
  return {
    session: {
      session: 's1',
      title: 'Morning group',
      kind: 'group',
      starts_at: '2026-05-04T16:00:00Z',
      ends_at: '2026-05-04T19:00:00Z',
      time_zone: 'America/Los_Angeles',
      phase: 'in_progress',
      started_at: null,
      break_ends_at: null,
      facilitators: ['Dana'],
      observers: [],
      clinic: 'Harbor',
      phone: '555-0100',
    },
    me: { participant: 'me', role: 'client', place: 'in_room', name: 'Sam', hand_raised: false, on_hold: false, quality: null, paused: 0, in_room: false, one_microphone: false, may_share: false, ...me },
    waiting_message: '',
    participants: [],
    staff: null,
    breakouts: null,
    spotlight: null,
    screen: null,
    handout: null,
    ...rest,
  };
}

export function someone(participant: string, more: Partial<ParticipantView> = {}): ParticipantView {
  const tracks: ParticipantView['tracks'] = [{ source: 'microphone', muted: false }];
  return { participant, name: participant, pronouns: '', role: 'client', connectivity: 'connected', quality: null, tracks, hand: null, people: null, ...more };
}

export function waiting(participant: string, legalName: string): WaitingView {
  return {
    participant,
    name: participant,
    legal_name: legalName,
    name_used: '',
    pronouns: '',
    role: 'client',
    guest_of: '',
    relation: '',
    over: [],
    not_agreed: [],
    since: '2026-05-04T16:00:00Z',
    connectivity: 'connected',
    talking_with: null,
    was_removed: false,
    not_with_group: false,
  };
}

export function staffView(more: Partial<StaffView> = {}): StaffView {
  return {
    waiting: [],
    roster: [],
    locked: false,
    waiting_message: '',
    storage_healthy: true,
    admits: true,
    leads: true,
    hands: [],
    breakouts: [],
    sidebars: [],
    without_staff: false,
    must_end_at: null,
    device: null,
    others_may_share: false,
    ...more,
  };
}

/** A live room with both devices on, whose server has sent one view. Needs fake timers. */
export async function entered(view: RoomView) {
  const sockets: FakeSocket[] = [];
  const connections: FakeConnection[] = [];
  const devices = new OwnDevices(() => Promise.resolve(new FakeTrack() as unknown as MediaStreamTrack));
  const live = new LiveRoom({
    page: 'page-1',
    devices,
    ticket: () => Promise.resolve({ ticket: 'a-long-enough-ticket', url: '/signal' }),
    open: () => {
      sockets.push(new FakeSocket());
      return sockets.at(-1)!;
    },
    connect: (iceServers) => {
      connections.push(new FakeConnection({ iceServers }));
      return connections.at(-1)! as unknown as RTCPeerConnection;
    },
  });
  await devices.start();
  live.start();
  await flush();
  sockets[0]!.onopen?.();
  sockets[0]!.push({ type: 'view', room: view });
  await flush();
  return { live, devices, sockets, connections, socket: sockets[0]! };
}

export const flush = () => vi.advanceTimersByTimeAsync(0);
