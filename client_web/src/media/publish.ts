import type { PublishedSource } from '../protocol/messages';
import { Repair } from './repair';
import { arrangeEncodings, offeredEncodings, pictureOf, SCREEN, type Picture } from './simulcast';

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

/** Of a screen that is sent as one stream. */
const SCREEN_BITS = 1_500_000;

/**
 * What we send. Both sections, sound and picture, are offered once and for all; turning a device on or off only replaces
 * the track in its section, so that nothing is negotiated again. A screen has a section of its own, offered while it is
 * shared. A connection that falters gets new ICE credentials;
 * one that fails is built anew.
 */
export class PublishTransport {
  private pc: RTCPeerConnection | null = null;
  private senders = new Map<OwnSource, RTCRtpTransceiver>();
  private readonly tracks = new Map<OwnSource, MediaStreamTrack>();
  private bits = videoBitsPerSecond(1);
  /** As the server was told. */
  private picture: Picture | null = null;
  private screen: MediaStreamTrack | null = null;
  private screenSection: RTCRtpTransceiver | null = null;
  /** Rids that anybody takes, by mid. */
  private readonly wanted = new Map<string, readonly string[]>();
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

  /** Show a screen beside them, or end that; its section is used again for the next. */
  setScreen(screen: MediaStreamTrack | null): Promise<void> {
    this.screen = screen;
    return this.pc ? this.queue(() => this.negotiate({})) : Promise.resolve();
  }

  /** Send only those layers of a section that anybody takes. */
  setWanted(mid: string, rids: readonly string[]): void {
    this.wanted.set(mid, rids);
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
    this.screenSection = null;
    this.wanted.clear();
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
    await this.placeScreen(pc);
    await pc.setLocalDescription(await pc.createOffer(options));
    const sdp = await this.wire.offer(pc.localDescription!.sdp, this.sources());
    if (pc !== this.pc) return;
    await pc.setRemoteDescription({ type: 'answer', sdp });
    this.arrange();
  }

  private async placeScreen(pc: RTCPeerConnection): Promise<void> {
    const section = this.screenSection;
    if (section) {
      section.direction = this.screen ? 'sendonly' : 'inactive';
      if (!this.screen) this.wanted.delete(section.mid!);
      await section.sender.replaceTrack(this.screen);
    } else if (this.screen) {
      const sendEncodings = offeredEncodings(pictureOf(this.screen), SCREEN_BITS, SCREEN);
      this.screenSection = pc.addTransceiver(this.screen, { direction: 'sendonly', sendEncodings });
    }
  }

  private sources(): PublishedSource[] {
    const muted = this.muted();
    const sources = [...this.senders].map(([source, { mid }]) => {
      const picture = source === 'camera' ? this.picture : null;
      return { mid: mid!, source, muted: muted[source], ...picture };
    });
    if (!this.screen || !this.screenSection) return sources;
    const { height, layers } = pictureOf(this.screen) ?? {};
    const size = height && layers ? { height, layers: Math.min(layers, SCREEN.length) } : {};
    return [...sources, { mid: this.screenSection.mid!, source: 'screen', muted: false, ...size }];
  }

  /** Bring the encodings in line with the picture, with what is wanted and with how many there are. One change at a time. */
  private arrange(): void {
    this.arrangeOne(this.senders.get('camera'), (encodings, wanted) => arrangeEncodings(encodings, this.picture, wanted, this.bits));
    const screen = pictureOf(this.screen ?? undefined);
    this.arrangeOne(this.screenSection, (encodings, wanted) => arrangeEncodings(encodings, screen, wanted, SCREEN_BITS, SCREEN));
  }

  private arrangeOne(
    section: RTCRtpTransceiver | null | undefined,
    arranged: (encodings: RTCRtpEncodingParameters[], wanted: readonly string[] | null) => RTCRtpEncodingParameters[],
  ): void {
    this.arranging = this.arranging
      .then(async () => {
        const sender = section?.sender;
        const parameters = sender?.getParameters();
        if (!sender || !parameters?.encodings?.length) return;
        const encodings = arranged(parameters.encodings, this.wanted.get(section.mid ?? '') ?? null);
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
