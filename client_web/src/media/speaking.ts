/** Linear audio level (RFC 6464 as browsers report it) above which somebody counts as speaking. */
const LOUD = 0.015;
/** How long the ring stays after the last loud moment, so that it does not blink between words. */
const HOLD = 900;

/** Who speaks, from levels that are read several times a second. */
export class Speaking {
  private readonly last = new Map<string, number>();

  /** Take in the levels of this moment; returns who speaks, the latest to speak up first. */
  update(levels: Iterable<readonly [participant: string, level: number]>, now: number): string[] {
    for (const [participant, level] of levels) {
      if (level > LOUD) this.last.set(participant, now);
    }
    for (const [participant, at] of this.last) {
      if (now - at > HOLD) this.last.delete(participant);
    }
    return [...this.last].sort((a, b) => b[1] - a[1]).map(([participant]) => participant);
  }
}

/** The newest level of what a receiver plays; 0 when nothing arrived lately. */
export function receivedLevel(receiver: RTCRtpReceiver, now: number): number {
  const newest = receiver.getSynchronizationSources()[0];
  return newest && now - newest.timestamp < 500 ? (newest.audioLevel ?? 0) : 0;
}
