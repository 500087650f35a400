const PATIENCE = 2_500;
const MENDING = 6_000;

export interface RepairSteps {
  /** Try the gentle way: new ICE credentials on the same transport. Absent where the far end must do it. */
  mend?: () => Promise<void>;
  /** Start over with a new transport. */
  rebuild: () => Promise<void>;
}

/**
 * Decides when a connection needs help: a moment's patience when it falters, then mending, then a new one. Steps that
 * fail because the socket is down as well are tried again.
 */
export class Repair {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly steps: RepairSteps) {}

  observe(state: RTCPeerConnectionState): void {
    if (state === 'connected' || state === 'closed') return this.stop();
    if (state === 'disconnected') this.after(PATIENCE, () => this.mend());
    if (state === 'failed') this.after(0, () => this.rebuild());
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async mend(): Promise<void> {
    this.after(MENDING, () => this.rebuild());
    await this.steps.mend?.();
  }

  private async rebuild(): Promise<void> {
    this.after(MENDING, () => this.rebuild());
    await this.steps.rebuild();
  }

  private after(wait: number, step: () => Promise<void>): void {
    this.stop();
    this.timer = setTimeout(() => void step().catch(() => undefined), wait);
  }
}
