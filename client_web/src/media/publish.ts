import type { PublishedSource } from '../protocol/messages';
import { Repair } from './repair';

export type OwnSource = 'microphone' | 'camera';

export interface PublishWire {
  /** Send the offer; resolves with the server's answer. */
  offer: (sdp: string, sources: PublishedSource[]) => Promise<string>;
  /** Tell the server to forget the transport. */
  restart: () => Promise<unknown>;
}

/** What a picture may take: the more people, the smaller their tiles, and the more pictures everybody receives. */
export function videoBitsPerSecond(others: number): number {
  if (others <= 3) return 900_000;
  return others <= 7 ? 600_000 : 400_000;
}

/**
 * What we send. Both sections, sound and picture, are offered once and for all; turning a device on or off only replaces
 * the track in its section, so that nothing is negotiated again. A connection that falters gets new ICE credentials;
 * one that fails is built anew.
 */
export class PublishTransport {
  private pc: RTCPeerConnection | null = null;
  private senders = new Map<OwnSource, RTCRtpTransceiver>();
  private readonly tracks = new Map<OwnSource, MediaStreamTrack>();
  private bits = videoBitsPerSecond(1);
  private busy: Promise<void> = Promise.resolve();
  private readonly repair = new Repair({
    mend: () => this.queue(() => this.negotiate({ iceRestart: true })),
    rebuild: () => this.rebuild(),
  });

  constructor(
    private readonly wire: PublishWire,
    private readonly muted: () => Record<OwnSource, boolean>,
    private readonly create: () => RTCPeerConnection = newPeerConnection,
  ) {}

  get connection(): RTCPeerConnection | null {
    return this.pc;
  }

  start(): Promise<void> {
    return this.queue(() => this.build());
  }

  setTrack(source: OwnSource, track: MediaStreamTrack | null): void {
    if (track) this.tracks.set(source, track);
    else this.tracks.delete(source);
    void this.senders.get(source)?.sender.replaceTrack(track).catch(() => undefined);
  }

  /** Adapt the picture to how many others there are. */
  setOthers(others: number): void {
    const bits = videoBitsPerSecond(others);
    if (bits === this.bits) return;
    this.bits = bits;
    const sender = this.senders.get('camera')?.sender;
    const parameters = sender?.getParameters();
    if (!sender || !parameters?.encodings?.[0]) return;
    parameters.encodings[0].maxBitrate = bits;
    void sender.setParameters(parameters).catch(() => undefined);
  }

  /** Let the server forget what there was, and begin anew. */
  rebuild(): Promise<void> {
    return this.queue(async () => {
      await this.wire.restart();
      await this.build();
    });
  }

  close(): void {
    this.repair.stop();
    this.pc?.close();
    this.pc = null;
    this.senders.clear();
  }

  private async build(): Promise<void> {
    this.close();
    const pc = this.create();
    this.pc = pc;
    const audio = this.tracks.get('microphone');
    const video = this.tracks.get('camera');
    this.senders = new Map([
      ['microphone', pc.addTransceiver(audio ?? 'audio', { direction: 'sendonly' })],
      [
        'camera',
        pc.addTransceiver(video ?? 'video', {
          direction: 'sendonly',
          sendEncodings: [{ maxBitrate: this.bits }],
        }),
      ],
    ]);
    pc.onconnectionstatechange = () => this.repair.observe(pc.connectionState);
    await this.negotiate({});
  }

  private async negotiate(options: RTCOfferOptions): Promise<void> {
    const pc = this.pc;
    if (!pc) return;
    await pc.setLocalDescription(await pc.createOffer(options));
    const sdp = await this.wire.offer(pc.localDescription!.sdp, this.sources());
    if (pc !== this.pc) return;
    await pc.setRemoteDescription({ type: 'answer', sdp });
  }

  private sources(): PublishedSource[] {
    const muted = this.muted();
    return [...this.senders].map(([source, { mid }]) => ({ mid: mid!, source, muted: muted[source] }));
  }

  /** One negotiation at a time; one that failed does not stop the next. */
  private queue(step: () => Promise<void>): Promise<void> {
    const run = this.busy.then(step);
    this.busy = run.catch(() => undefined);
    return run;
  }
}

/** `iceServers` is empty on purpose: the relay has an address of its own, and no stranger's server is asked. */
export function newPeerConnection(): RTCPeerConnection {
  return new RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' });
}
