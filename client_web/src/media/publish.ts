import type { PublishedSource } from '../protocol/messages';
import { Repair } from './repair';
import { arrangeEncodings, offeredEncodings, pictureOf, type Picture } from './simulcast';

export type OwnSource = 'microphone' | 'camera';

export interface PublishWire {
  /** Send the offer; resolves with the server's answer. */
  offer: (sdp: string, sources: PublishedSource[]) => Promise<string>;
  /** Tell the server to forget the transport. */
  restart: () => Promise<unknown>;
}

/** What a picture that is sent as one stream may take: the more people, the smaller their tiles. */
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
  /** As the server was told. */
  private picture: Picture | null = null;
  private wanted: readonly string[] | null = null;
  private arranging: Promise<void> = Promise.resolve();
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
    const picture = source === 'camera' ? pictureOf(track ?? undefined) : null;
    if (!picture || (picture.height === this.picture?.height && picture.layers === this.picture.layers)) return;
    this.picture = picture;
    if (this.pc) this.queue(() => this.negotiate({})).catch(() => undefined);
  }

  /** Send only those layers of a section that anybody takes. */
  setWanted(mid: string, rids: readonly string[]): void {
    if (mid !== this.senders.get('camera')?.mid) return;
    this.wanted = rids;
    this.arrange();
  }

  /** Adapt the picture to how many others there are. */
  setOthers(others: number): void {
    const bits = videoBitsPerSecond(others);
    if (bits === this.bits) return;
    this.bits = bits;
    this.arrange();
  }

  /** Let the server forget what there was, and begin anew. */
  rebuild(): Promise<void> {
    return this.queue(async () => {
      await this.wire.restart();
      await this.build();
    });
  }

  /** The network is another one. */
  renew(): void {
    if (this.pc) this.repair.renew();
  }

  /** The socket is back. */
  hurry(): void {
    this.repair.hurry();
  }

  close(): void {
    this.repair.stop();
    this.pc?.close();
    this.pc = null;
    this.senders.clear();
    this.wanted = null;
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
          sendEncodings: offeredEncodings(this.picture, this.bits),
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
    this.arrange();
  }

  private sources(): PublishedSource[] {
    const muted = this.muted();
    return [...this.senders].map(([source, { mid }]) => {
      const picture = source === 'camera' ? this.picture : null;
      return { mid: mid!, source, muted: muted[source], ...picture };
    });
  }

  /** Bring the encodings in line with the picture, with what is wanted and with how many there are. One change at a time. */
  private arrange(): void {
    const sender = this.senders.get('camera')?.sender;
    this.arranging = this.arranging
      .then(async () => {
        const parameters = sender?.getParameters();
        if (!sender || !parameters?.encodings?.length) return;
        const encodings = arrangeEncodings(parameters.encodings, this.picture, this.wanted, this.bits);
        if (JSON.stringify(encodings) !== JSON.stringify(parameters.encodings)) await sender.setParameters({ ...parameters, encodings });
      })
      .catch(() => undefined);
  }

  /** One negotiation at a time; one that failed does not stop the next. */
  private queue(step: () => Promise<void>): Promise<void> {
    const run = this.busy.then(step);
    this.busy = run.catch(() => undefined);
    return run;
  }
}

/** `iceServers`: the clinic's own. The relay has an address of its own, and no stranger's server is asked. */
export function newPeerConnection(iceServers: RTCIceServer[] = []): RTCPeerConnection {
  return new RTCPeerConnection({ iceServers, bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' });
}
