import type { OwnDevices } from '../media/own';
import { newPeerConnection, PublishTransport, type OwnSource } from '../media/publish';
import { SubscribeTransport, type RemoteTrack } from '../media/subscribe';
import type { ChatMessage, ErrorCode, RoomView } from '../protocol/messages';
import { SignalingClient, type Ending, type Pushed, type SignalingOptions, type SignalingState } from '../signaling/client';
import { SignalingError } from '../signaling/errors';
import type { Answer, RequestBody } from '../signaling/requests';
import { Store } from '../store';
import { Observer } from './observer';
import { Sharing } from './sharing';
import { EMPTY, groupTracks, type Notice, type RoomState } from './state';
import { Tiles } from './tiles';

export type LiveRoomOptions = Pick<SignalingOptions, 'page' | 'ticket' | 'open'> & {
  devices: OwnDevices;
  connect?: (iceServers: RTCIceServer[]) => RTCPeerConnection;
};

const REPUBLISH_AFTER = 2_000;
const LEAVE_WITHIN = 800;
/** Milliseconds within which a second click belongs to the first. */
const ONE_CLICK = 1_000;

/** The live run of a session as one page takes part in it: what the server says, what is received, what we send. */
export class LiveRoom {
  readonly store = new Store<RoomState>(EMPTY);
  readonly tiles = new Tiles((tiles) => this.request({ type: 'tiles', tiles }));
  private readonly signaling: SignalingClient;
  private readonly publishing: PublishTransport;
  private readonly subscribing: SubscribeTransport;
  private readonly observer: Observer;
  /** Our own screen. */
  readonly sharing = new Sharing({
    claim: (sharing) => this.request({ type: 'share_screen', sharing }),
    publish: (track) => this.showScreen(track),
    say: (kind, text) => this.say(kind, text),
  });
  private readonly devices: OwnDevices;
  private tracks: RemoteTrack[] = [];
  private published = false;
  /** They were asked, and mean to be heard by a microphone of their own in the clinic's room. */
  private unmutesAnyway = false;
  private toldFull = false;
  /** The last act that was carried out, and when. */
  private done: { words: string; at: number } | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private unwatch: (() => void) | null = null;
  private sent: Record<'microphone' | 'camera', boolean> = { microphone: false, camera: false };
  private keys = 0;
  private iceServers: RTCIceServer[] = [];
  private network = network()?.type;

  constructor(options: LiveRoomOptions) {
    const connect = () => (options.connect ?? newPeerConnection)(this.iceServers);
    this.devices = options.devices;
    this.signaling = new SignalingClient({
      ...options,
      onState: (state) => this.connection(state),
      onMessage: (message) => this.receive(message),
      onEnd: (ending) => this.end(ending),
    });
    this.publishing = new PublishTransport(
      { offer: (sdp, sources) => this.offer({ type: 'publish', sdp, sources }), restart: () => this.restart('publish') },
      () => this.muted(),
      connect,
    );
    this.subscribing = new SubscribeTransport(
      {
        answer: (sdp, negotiation) => this.request({ type: 'subscribe_answer', sdp, negotiation }),
        restart: () => this.restart('subscribe'),
        restartIce: () => this.request({ type: 'restart_ice' }),
      },
      (tracks) => this.receiving(tracks),
      connect,
    );
    this.observer = new Observer(this.store, () => this.tracks);
  }

  start(): void {
    this.unwatch = this.devices.store.subscribe(() => this.ownChanged());
    window.addEventListener('online', this.renew);
    network()?.addEventListener('change', this.renewIfOther);
    document.addEventListener('visibilitychange', this.hurry);
    this.tiles.start();
    this.signaling.start();
    this.observer.start();
  }

  /** Ask the room for something. Rejects with `SignalingError`. */
  request(body: RequestBody): Promise<Answer> {
    return this.signaling.request(body);
  }

  /**
   * Ask, and say on the screen when it was refused. Resolves with whether it was carried out; never rejects. What a double
   * click asks once more, and is refused as it is done already, was carried out. With one exception: `own` is for whoever asks
   * to show, and rejects.
   */
  async act(body: RequestBody, own?: ErrorCode): Promise<boolean> {
    const words = JSON.stringify(body);
    try {
      await this.request(body);
      this.done = { words, at: performance.now() };
      return true;
    } catch (error) {
      if (this.done?.words === words && performance.now() - this.done.at < ONE_CLICK) return true;
      if (error instanceof SignalingError && error.code === own) throw error;
      if (error instanceof SignalingError) this.say('refused', error.message);
      return false;
    }
  }

  /** 'Someone came in': at once nothing is seen, heard or sent. Coming back leaves microphone and camera off. */
  cover(covered: boolean): void {
    this.store.set({ covered });
    if (covered) this.sharing.stop();
    if (!covered) return this.say('covered_off', '');
    void this.devices.setOn('microphone', false, false);
    void this.devices.setOn('camera', false, false);
  }

  /** 'I am in the room with the others': nothing is heard or sent from here, so that it does not echo. */
  setSameRoom(sameRoom: boolean): void {
    this.store.set({ sameRoom });
    if (sameRoom) void this.devices.setOn('microphone', false, false);
  }

  /** Mute or unmute; who sits in the clinic's room, which has a microphone of its own, is asked first. */
  setMicrophone(on: boolean, remember = true): void {
    if (on && !this.unmutesAnyway && this.sharesMicrophone()) return this.store.set({ asksToUnmute: true });
    void this.devices.setOn('microphone', on, remember);
  }

  answerUnmute(anyway: boolean): void {
    this.store.set({ asksToUnmute: false });
    this.unmutesAnyway = anyway;
    if (anyway) void this.devices.setOn('microphone', true, false);
  }

  setAudioOnly(audioOnly: boolean): void {
    this.store.set({ audioOnly });
    void this.subscribing.setPictures(!audioOnly);
    if (audioOnly) void this.devices.setOn('camera', false, false);
  }

  chatRead(): void {
    this.store.set({ unread: 0 });
  }

  soundBlocked(soundBlocked: boolean): void {
    this.store.set({ soundBlocked });
  }

  /** Leave of one's own will. The page goes on at once when the server does not answer. */
  async leave(): Promise<void> {
    this.devices.stop();
    this.sharing.stop();
    await Promise.race([
      this.request({ type: 'leave' }).catch(() => undefined),
      new Promise((resolve) => setTimeout(resolve, LEAVE_WITHIN)),
    ]);
    if (!this.store.get().ending) this.end({ reason: 'left', message: '' });
  }

  /** The quick exit: tracks stop now, staff are told, no answer is waited for. */
  vanish(): void {
    this.devices.stop();
    this.sharing.stop();
    this.request({ type: 'leave', quick: true }).catch(() => undefined);
    this.close();
  }

  /** Stop everything; the store keeps its last state. */
  close(): void {
    this.sharing.stop();
    clearTimeout(this.retry);
    this.unwatch?.();
    window.removeEventListener('online', this.renew);
    network()?.removeEventListener('change', this.renewIfOther);
    document.removeEventListener('visibilitychange', this.hurry);
    this.observer.stop();
    this.tiles.stop();
    this.publishing.close();
    this.subscribing.close();
    this.signaling.stop();
  }

  private readonly hurry = (): void => {
    if (document.visibilityState === 'visible') this.signaling.hurry();
  };

  /** The network is another one: its paths are tried, and the socket does not wait for its backoff. */
  private readonly renew = (): void => {
    this.hurry();
    this.publishing.renew();
    this.subscribing.renew();
  };

  private readonly renewIfOther = (): void => {
    const type = network()?.type;
    if (type === this.network) return;
    this.network = type;
    this.renew();
  };

  private connection(connection: SignalingState): void {
    this.store.set({ connection });
    if (connection !== 'open') return;
    this.publishing.hurry();
    this.subscribing.hurry();
    if (this.published) this.sayMuted(['microphone', 'camera']); // a server that was started anew does not know
  }

  private receive(message: Pushed): void {
    switch (message.type) {
      case 'view':
        return this.see(message.room);
      case 'media_reset':
        return this.reset();
      case 'ice_servers':
        return this.useIceServers(message.servers);
      case 'subscribe_offer':
        return void this.subscribing.accept(message).catch(() => undefined);
      case 'encodings':
        return this.publishing.setWanted(message.mid, message.active);
      case 'lines':
        return this.store.set({ lines: message.lines });
      case 'chat_message':
        return this.hear(message);
      case 'mute_requested':
        void this.devices.setOn('microphone', false, false);
        return this.say('muted_by_staff', '');
    }
  }

  private useIceServers(iceServers: RTCIceServer[]): void {
    this.iceServers = iceServers;
    for (const { connection } of [this.publishing, this.subscribing]) {
      connection?.setConfiguration({ ...connection.getConfiguration(), iceServers });
    }
  }

  private see(view: RoomView): void {
    const shared = this.store.get().view?.me.one_microphone === true;
    this.store.set({ view });
    if (view.me.one_microphone && !shared) this.leaveSoundToTheRoom();
    this.sharing.see(view.screen === view.me.participant);
    this.publishing.setOthers(view.participants.length);
    const admitted = view.me.place !== 'waiting';
    if (admitted && !this.published) {
      this.published = true;
      this.publish(() => this.publishing.start());
    } else if (!admitted) {
      this.dropMedia();
    }
  }

  private leaveSoundToTheRoom(): void {
    this.unmutesAnyway = false;
    if (!this.devices.store.get().microphone.on) return;
    void this.devices.setOn('microphone', false, false);
    this.say('one_microphone', '');
  }

  private sharesMicrophone(): boolean {
    const { view, sameRoom } = this.store.get();
    return sameRoom || view?.me.one_microphone === true;
  }

  /** The server holds no transports of ours. On a socket that just opened the view follows and starts them. */
  private reset(): void {
    const inside = this.published && this.store.get().connection === 'open';
    this.dropMedia();
    if (!inside) return;
    this.published = true;
    this.publish(() => this.publishing.start());
  }

  private dropMedia(): void {
    if (!this.published) return;
    this.published = false;
    clearTimeout(this.retry);
    this.publishing.close();
    this.subscribing.close();
  }

  private publish(step: () => Promise<void>): void {
    this.giveTracks();
    this.sent = this.muted();
    clearTimeout(this.retry);
    step().catch((error: unknown) => {
      this.sayFull(error);
      if (this.published) this.retry = setTimeout(() => this.publish(() => this.publishing.rebuild()), REPUBLISH_AFTER);
    });
  }

  /** Once, not with every try. */
  private sayFull(error: unknown): void {
    if (!(error instanceof SignalingError) || error.code !== 'media_full' || this.toldFull) return;
    this.toldFull = true;
    this.say('media_full', '');
  }

  private showScreen(track: MediaStreamTrack | null): void {
    this.publishing.setScreen(track).catch((error: unknown) => {
      const withdrawn = error instanceof SignalingError && error.code === 'forbidden'; // the next view says so
      if (track && this.published && !withdrawn) this.publish(() => this.publishing.rebuild());
    });
  }

  private giveTracks(): void {
    const { microphone, camera } = this.devices.store.get();
    this.publishing.setTrack('microphone', microphone.track);
    this.publishing.setTrack('camera', camera.track);
  }

  private ownChanged(): void {
    this.giveTracks();
    if (!this.published) return;
    const muted = this.muted();
    this.sayMuted((['microphone', 'camera'] as const).filter((source) => muted[source] !== this.sent[source]));
  }

  private sayMuted(sources: readonly OwnSource[]): void {
    const muted = this.muted();
    for (const source of sources) {
      this.sent = { ...this.sent, [source]: muted[source] };
      this.request({ type: 'set_muted', source, muted: muted[source], anyway: this.unmutesAnyway }).catch(() => undefined);
    }
  }

  private muted(): Record<'microphone' | 'camera', boolean> {
    const { microphone, camera } = this.devices.store.get();
    return { microphone: !(microphone.on && microphone.track), camera: !(camera.on && camera.track) };
  }

  private receiving(tracks: RemoteTrack[]): void {
    this.tracks = tracks;
    this.tiles.receive(tracks);
    this.store.set({ remote: groupTracks(tracks) });
  }

  private hear(message: ChatMessage): void {
    const { chat, unread, view } = this.store.get();
    const mine = message.sender === view?.me.participant;
    const { name, to, text, at } = message;
    const writer = mine ? view?.me : view?.participants.find(({ participant }) => participant === message.sender);
    const role = writer?.role ?? 'client';
    this.store.set({ chat: [...chat, { key: ++this.keys, name, to, text, at, mine, role }], unread: mine ? unread : unread + 1 });
  }

  private say(kind: Notice['kind'], text: string): void {
    this.store.set({ notice: { key: ++this.keys, kind, text } });
  }

  private async offer(body: RequestBody & { type: 'publish' }): Promise<string> {
    const answer = await this.request(body);
    if (answer.type !== 'publish_answer') throw new SignalingError('invalid_message', 'The offer was not answered.');
    return answer.sdp;
  }

  private restart(direction: 'publish' | 'subscribe'): Promise<Answer> {
    return this.request({ type: 'restart_transport', direction });
  }

  private end(ending: Ending): void {
    this.devices.stop();
    this.close();
    this.store.set({ ending });
  }
}

/** What some browsers tell of the network; its other changes are estimates of speed, which are nothing new. */
function network(): (EventTarget & { type?: string }) | undefined {
  return (navigator as Navigator & { connection?: EventTarget & { type?: string } }).connection;
}
