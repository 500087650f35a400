/** Connection bars: 3 good, 2 fair, 1 poor; null while nothing is known. */
export type Bars = 1 | 2 | 3 | null;

export interface LinkSample {
  received: number;
  lost: number;
  /** Seconds. */
  roundTrip: number | null;
}

/** Bars from two samples of the same counters. */
export function bars(before: LinkSample | undefined, after: LinkSample): Bars {
  if (!before) return null;
  const received = after.received - before.received;
  const lost = Math.max(0, after.lost - before.lost);
  if (received + lost <= 0) return null;
  const loss = lost / (received + lost);
  const roundTrip = after.roundTrip ?? 0;
  if (loss > 0.1 || roundTrip > 0.8) return 1;
  if (loss > 0.03 || roundTrip > 0.35) return 2;
  return 3;
}

interface InboundStats {
  type: string;
  trackIdentifier?: string;
  packetsReceived?: number;
  packetsLost?: number;
}

interface OutboundStats {
  type: string;
  packetsSent?: number;
  packetsLost?: number;
  roundTripTime?: number;
}

/** Counters of what is received, by track id. */
export async function receivedSamples(pc: RTCPeerConnection): Promise<Map<string, LinkSample>> {
  const samples = new Map<string, LinkSample>();
  for (const stats of values<InboundStats>(await pc.getStats())) {
    if (stats.type !== 'inbound-rtp' || !stats.trackIdentifier) continue;
    samples.set(stats.trackIdentifier, {
      received: stats.packetsReceived ?? 0,
      lost: stats.packetsLost ?? 0,
      roundTrip: null,
    });
  }
  return samples;
}

/** Counters of what we send, as the far end reports them, over all tracks. */
export async function sentSample(pc: RTCPeerConnection): Promise<LinkSample> {
  const total: LinkSample = { received: 0, lost: 0, roundTrip: null };
  for (const stats of values<OutboundStats>(await pc.getStats())) {
    if (stats.type === 'outbound-rtp') total.received += stats.packetsSent ?? 0;
    if (stats.type !== 'remote-inbound-rtp') continue;
    total.lost += stats.packetsLost ?? 0;
    if (stats.roundTripTime !== undefined) total.roundTrip = Math.max(total.roundTrip ?? 0, stats.roundTripTime);
  }
  return total;
}

function values<Stats>(report: RTCStatsReport): Stats[] {
  const all: Stats[] = [];
  report.forEach((stats) => all.push(stats as Stats));
  return all;
}
