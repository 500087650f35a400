import { openDevice, type DeviceKind } from './devices';
import { deviceProblem, type DeviceProblem } from './problems';

export interface Captured {
  /** The person wants it on. */
  on: boolean;
  track: MediaStreamTrack | null;
  problem: DeviceProblem | null;
  /** Permission is being asked or the device is starting. */
  opening: boolean;
}

export type Open = (kind: DeviceKind, deviceId: string) => Promise<MediaStreamTrack>;

/**
 * One microphone or camera of ours. Off means: the camera is released, so that its light goes out; the microphone stays
 * open with its track disabled, so that unmuting is instant. A track that ends by itself (unplugged, or a phone that put
 * the page to sleep) is opened again.
 */
export class Capture {
  private state: Captured = { on: false, track: null, problem: null, opening: false };
  private turn = 0;

  constructor(
    readonly kind: DeviceKind,
    private deviceId: string,
    private readonly changed: (state: Captured) => void,
    private readonly open: Open = openDevice,
  ) {}

  get current(): Captured {
    return this.state;
  }

  async setOn(on: boolean): Promise<void> {
    this.turn += 1;
    this.update({ on });
    if (!on && this.kind === 'camera') return this.release();
    if (this.live) this.state.track!.enabled = on;
    else if (on) await this.acquire();
    else this.update({ opening: false });
  }

  async choose(deviceId: string): Promise<void> {
    this.deviceId = deviceId;
    if (this.live) await this.acquire();
  }

  /** The page is in the foreground again, or devices changed: make sure that what is on is running. */
  async recover(): Promise<void> {
    if (this.state.on && !this.live && !this.state.opening) await this.acquire();
  }

  stop(): void {
    this.turn += 1;
    this.update({ on: false });
    this.release();
  }

  private get live(): boolean {
    return this.state.track?.readyState === 'live';
  }

  private async acquire(): Promise<void> {
    const turn = ++this.turn;
    this.update({ opening: true, problem: null });
    try {
      const track = await this.open(this.kind, this.deviceId);
      if (turn !== this.turn) return track.stop();
      this.release();
      track.enabled = this.state.on;
      track.onended = () => void this.ended(track);
      this.update({ track, opening: false });
    } catch (error) {
      if (turn === this.turn) this.update({ opening: false, problem: deviceProblem(error), on: false });
    }
  }

  private async ended(track: MediaStreamTrack): Promise<void> {
    if (track !== this.state.track) return;
    this.update({ track: null });
    if (this.state.on) await this.acquire();
  }

  private release(): void {
    const { track } = this.state;
    if (track) {
      track.onended = null;
      track.stop();
    }
    this.update({ track: null, opening: false });
  }

  private update(part: Partial<Captured>): void {
    this.state = { ...this.state, ...part };
    this.changed(this.state);
  }
}
