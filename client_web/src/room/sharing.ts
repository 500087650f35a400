import { openScreen, screenProblem } from '../media/screen';
import { SignalingError } from '../signaling/errors';
import type { Notice } from './state';

export interface SharingWire {
  /** Say that we share a screen, or that we do not any more. */
  claim: (sharing: boolean) => Promise<unknown>;
  publish: (track: MediaStreamTrack | null) => void;
  say: (kind: Notice['kind'], text: string) => void;
}

/** Our own screen: chosen first, as browsers want it right after a press, then claimed, then published. */
export class Sharing {
  private track: MediaStreamTrack | null = null;
  private busy = false;

  constructor(
    private readonly wire: SharingWire,
    private readonly open: () => Promise<MediaStreamTrack> = openScreen,
  ) {}

  async start(): Promise<void> {
    if (this.track || this.busy) return;
    this.busy = true;
    try {
      await this.claimed(await this.open());
    } catch (error) {
      const problem = screenProblem(error);
      if (error instanceof SignalingError) this.wire.say('refused', error.message);
      else if (problem) this.wire.say(problem, '');
    } finally {
      this.busy = false;
    }
  }

  stop(): void {
    if (!this.track) return;
    this.drop();
    this.wire.claim(false).catch(() => undefined);
  }

  /** The server says whether we share. It may have ended that: somebody took over, or we are elsewhere by now. */
  see(sharing: boolean): void {
    if (this.busy) return;
    if (sharing && !this.track) this.wire.claim(false).catch(() => undefined); // of a page before this one
    if (sharing || !this.track) return;
    this.drop();
    this.wire.say('sharing_ended', '');
  }

  private async claimed(track: MediaStreamTrack): Promise<void> {
    try {
      await this.wire.claim(true);
    } catch (error) {
      track.stop();
      throw error;
    }
    this.track = track;
    track.onended = () => this.stop();
    if (track.readyState === 'ended') return this.stop();
    this.wire.publish(track);
  }

  private drop(): void {
    const track = this.track!;
    this.track = null;
    track.onended = null;
    track.stop();
    this.wire.publish(null);
  }
}
