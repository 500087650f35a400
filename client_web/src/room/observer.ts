import { bars, receivedSamples, sentSample, type Bars, type LinkSample } from '../media/quality';
import { receivedLevel, Speaking } from '../media/speaking';
import type { RemoteTrack } from '../media/subscribe';
import type { Store } from '../store';
import type { RoomState } from './state';

const LISTEN_EVERY = 200;
const MEASURE_EVERY = 4_000;

export interface Connections {
  sent: () => RTCPeerConnection | null;
  received: () => RTCPeerConnection | null;
}

/** Watches what arrives: who speaks, and how good each connection is. */
export class Observer {
  private readonly speaking = new Speaking();
  private timers: ReturnType<typeof setInterval>[] = [];
  private own: LinkSample | undefined;
  private others = new Map<string, LinkSample>();

  constructor(
    private readonly store: Store<RoomState>,
    private readonly tracks: () => readonly RemoteTrack[],
    private readonly connections: Connections,
  ) {}

  start(): void {
    this.timers = [
      setInterval(() => this.listen(), LISTEN_EVERY),
      setInterval(() => void this.measure().catch(() => undefined), MEASURE_EVERY),
    ];
  }

  stop(): void {
    this.timers.forEach(clearInterval);
    this.timers = [];
  }

  private listen(): void {
    const now = performance.timeOrigin + performance.now();
    const levels = this.tracks()
      .filter(({ source }) => source === 'microphone')
      .map(({ participant, receiver }) => [participant, receivedLevel(receiver, now)] as const);
    const speaking = this.speaking.update(levels, now);
    const before = this.store.get().speaking;
    const same = before.length === speaking.length && before.every((participant, index) => participant === speaking[index]);
    if (!same) this.store.set({ speaking });
  }

  private async measure(): Promise<void> {
    const { sent, received } = this.connections;
    const sending = sent();
    if (sending) {
      const sample = await sentSample(sending);
      this.store.set({ ownBars: bars(this.own, sample) });
      this.own = sample;
    }
    const receiving = received();
    if (!receiving) return;
    const samples = await receivedSamples(receiving);
    const worst = new Map<string, Bars>();
    for (const { participant, track } of this.tracks()) {
      const sample = samples.get(track.id);
      const now = sample ? bars(this.others.get(track.id), sample) : null;
      const before = worst.get(participant) ?? null;
      worst.set(participant, before === null || (now !== null && now < before) ? now : before);
    }
    this.others = samples;
    this.store.set({ bars: worst });
  }
}
