import type { Source, SubscribedTrack, SubscribeOffer } from '../protocol/messages';
import { newPeerConnection } from './publish';
import { Repair } from './repair';
import { sessionId } from './sdp';

export interface RemoteTrack {
  mid: string;
  participant: string;
  source: Source;
  track: MediaStreamTrack;
  receiver: RTCRtpReceiver;
}

export interface SubscribeWire {
  answer: (sdp: string, negotiation: number) => Promise<unknown>;
  restart: () => Promise<unknown>;
  /** Have the server offer new ICE credentials. */
  restartIce: () => Promise<unknown>;
}

/** What we receive. The server offers; an offer of another session id belongs to a new transport. */
export class SubscribeTransport {
  private pc: RTCPeerConnection | null = null;
  private remote = '';
  private pictures = true;
  private busy: Promise<void> = Promise.resolve();
  private readonly repair = new Repair({ mend: () => this.wire.restartIce(), rebuild: () => this.rebuild() });

  constructor(
    private readonly wire: SubscribeWire,
    private readonly changed: (tracks: RemoteTrack[]) => void,
    private readonly create: () => RTCPeerConnection = newPeerConnection,
  ) {}

  get connection(): RTCPeerConnection | null {
    return this.pc;
  }

  /** Answer an offer. Offers are taken in their order. */
  accept(offer: SubscribeOffer): Promise<void> {
    const run = this.busy.then(() => this.negotiate(offer));
    this.busy = run.catch(() => undefined);
    return run;
  }

  /** Whether pictures are received at all; sound goes on over a new transport. */
  async setPictures(wanted: boolean): Promise<void> {
    if (this.pictures === wanted) return;
    this.pictures = wanted;
    const pc = this.pc;
    if (!pc) return;
    try {
      await this.rebuild();
    } catch {
      if (pc === this.pc) this.repair.giveUp();
    }
  }

  /** Give the transport up and let the server offer a new one. */
  async rebuild(): Promise<void> {
    await this.wire.restart();
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
    this.remote = '';
    this.changed([]);
  }

  private async negotiate(offer: SubscribeOffer): Promise<void> {
    const pc = this.connectionFor(offer.sdp);
    await pc.setRemoteDescription({ type: 'offer', sdp: offer.sdp });
    for (const transceiver of pc.getTransceivers()) {
      if (transceiver.receiver.track.kind === 'video' && !this.pictures) transceiver.direction = 'inactive';
    }
    await pc.setLocalDescription();
    if (pc !== this.pc) return;
    this.changed(remoteTracks(pc, offer.tracks));
    try {
      await this.wire.answer(pc.localDescription!.sdp, offer.negotiation);
    } catch (error) {
      // The connection may be well and the tracks lost all the same: the server begins anew.
      if (pc === this.pc) this.repair.giveUp();
      throw error;
    }
    if (pc.connectionState === 'connected') this.repair.stop();
  }

  private connectionFor(sdp: string): RTCPeerConnection {
    const id = sessionId(sdp);
    if (this.pc && id === this.remote) return this.pc;
    this.repair.stop();
    this.pc?.close();
    const pc = this.create();
    pc.onconnectionstatechange = () => this.repair.observe(pc.connectionState);
    this.pc = pc;
    this.remote = id;
    return pc;
  }
}

function remoteTracks(pc: RTCPeerConnection, live: SubscribedTrack[]): RemoteTrack[] {
  const receivers = new Map(pc.getTransceivers().map((transceiver) => [transceiver.mid, transceiver.receiver]));
  return live.flatMap(({ mid, participant, source }) => {
    const receiver = receivers.get(mid);
    return receiver ? [{ mid, participant, source, track: receiver.track, receiver }] : [];
  });
}
