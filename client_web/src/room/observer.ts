import { receivedLevel, Speaking } from '../media/speaking';
import type { RemoteTrack } from '../media/subscribe';
import type { Store } from '../store';
import type { RoomState } from './state';

const LISTEN_EVERY = 200;

/** Watches what arrives: who speaks. */
export class Observer {
  private readonly speaking = new Speaking();
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly store: Store<RoomState>,
    private readonly tracks: () => readonly RemoteTrack[],
  ) {}

  start(): void {
    this.timer = setInterval(() => this.listen(), LISTEN_EVERY);
  }

  stop(): void {
    clearInterval(this.timer);
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
}
