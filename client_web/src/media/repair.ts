import { SignalingError } from '../signaling/errors';

/** Browsers say `disconnected` seconds after the last sign of life; often enough it heals by itself. */
const PATIENCE = 1_000;
const AGAIN = 4_000;
const MENDS = 3;

export interface RepairSteps {
  /** The gentle way: new ICE credentials on the same transport, so that every path there may be is tried. */
  mend: () => Promise<unknown>;
  /** Start over with a new transport. */
  rebuild: () => Promise<unknown>;
}

/**
 * Decides when a connection needs help: a moment's patience when it falters, then mending, and a new one when mending was
 * refused or came to nothing. What fails because the socket is down as well is tried again, at once when that is back.
 */
export class Repair {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private ailing = false;
  private mends = 0;

  constructor(private readonly steps: RepairSteps) {}

  observe(state: RTCPeerConnectionState): void {
    if (state === 'connected' || state === 'closed') return this.stop();
    if (state === 'disconnected' && !this.ailing) this.after(PATIENCE);
    if (state === 'failed') this.after(0);
  }

  /** The socket is back: do not wait for the next try. */
  hurry(): void {
    if (this.ailing) this.after(0);
  }

  /** The network is another one: its paths are to be found, whether or not the loss of the old ones was noticed yet. */
  renew(): void {
    if (this.ailing) this.after(0);
    else void this.steps.mend().catch(() => undefined);
  }

  /** The far end has no use for this transport. */
  giveUp(): void {
    this.mends = MENDS;
    this.after(0);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.ailing = false;
    this.mends = 0;
  }

  private async step(): Promise<void> {
    this.after(AGAIN);
    try {
      if (this.mends >= MENDS) {
        await this.steps.rebuild();
        return;
      }
      await this.steps.mend();
      this.mends += 1;
    } catch (error) {
      const refused = !(error instanceof SignalingError) || error.code !== 'disconnected';
      if (refused && this.ailing && this.mends < MENDS) this.giveUp();
    }
  }

  private after(wait: number): void {
    clearTimeout(this.timer);
    this.ailing = true;
    this.timer = setTimeout(() => void this.step(), wait);
  }
}
