import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PublishedSource } from '../protocol/messages';
import { SignalingError } from '../signaling/errors';
import { PublishTransport } from './publish';
import { SubscribeTransport, type RemoteTrack } from './subscribe';

/** The few members of RTCPeerConnection that the transports use. */
class FakeConnection {
  connectionState: RTCPeerConnectionState = 'new';
  onconnectionstatechange: (() => void) | null = null;
  localDescription: { sdp: string } | null = null;
  transceivers: { mid: string; direction: string; sender: Record<'replaceTrack' | 'getParameters' | 'setParameters', ReturnType<typeof vi.fn>>; receiver: { track: { id: string; kind: string } } }[] = [];
  offers: RTCOfferOptions[] = [];
  closed = false;
  /** As a browser whose far end declines simulcast. */
  declines = false;
  addTransceiver(_track: unknown, { sendEncodings = [{}] }: RTCRtpTransceiverInit) {
    return this.add(String(this.transceivers.length), sendEncodings);
  }
  add(mid: string, encodings: RTCRtpEncodingParameters[] = [{}]) {
    const now = () => encodings.slice(0, this.declines ? 1 : 3).map((encoding) => ({ ...encoding }));
    const sender = {
      replaceTrack: vi.fn(() => Promise.resolve()),
      getParameters: vi.fn(() => ({ encodings: now() })),
      setParameters: vi.fn((parameters: { encodings: RTCRtpEncodingParameters[] }) => {
        encodings = parameters.encodings;
        return Promise.resolve();
      }),
    };
    const made = { mid, direction: 'recvonly', sender, receiver: { track: { id: `track-${mid}`, kind: 'video' } } };
    this.transceivers.push(made);
    return made;
  }
  getTransceivers() {
    return this.transceivers;
  }
  createOffer(options: RTCOfferOptions) {
    this.offers.push(options);
    return Promise.resolve({ type: 'offer', sdp: `offer ${this.offers.length}` });
  }
  setLocalDescription(description?: { sdp: string }) {
    this.localDescription = description ?? { sdp: 'the answer' };
    return Promise.resolve();
  }
  setRemoteDescription = vi.fn(() => Promise.resolve());
  close() {
    this.closed = true;
  }
  become(state: RTCPeerConnectionState) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

function factory() {
  const made: FakeConnection[] = [];
  const create = () => {
    const connection = new FakeConnection();
    made.push(connection);
    return connection as unknown as RTCPeerConnection;
  };
  return { made, create };
}

function camera(width?: number, height?: number): MediaStreamTrack {
  return { getSettings: () => ({ width, height }) } as MediaStreamTrack;
}

/** The layers that are sent, as rid/scale and bits per second. */
function sent(connection: FakeConnection, section = 1): string[] {
  const read = connection.transceivers[section]!.sender.getParameters as () => { encodings: RTCRtpEncodingParameters[] };
  const { encodings } = read();
  return encodings.filter(({ active }) => active).map((it) => `${it.rid}/${it.scaleResolutionDownBy} ${it.maxBitrate}`);
}

function publishing(each: (connection: FakeConnection) => void = () => undefined) {
  const { made, create: plain } = factory();
  const create = () => {
    const connection = plain();
    each(made.at(-1)!);
    return connection;
  };
  const wire = { offer: vi.fn((_sdp: string, _sources: PublishedSource[]) => Promise.resolve('the answer')), restart: vi.fn(() => Promise.resolve()) };
  const transport = new PublishTransport(wire, () => ({ microphone: false, camera: true }), create);
  return { made, wire, transport };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('publishing', () => {
  it('offers sound and picture once, and turns the camera on without another offer', async () => {
    const { made, wire, transport } = publishing();
    await transport.start();
    expect(wire.offer).toHaveBeenCalledWith('offer 1', [
      { mid: '0', source: 'microphone', muted: false },
      { mid: '1', source: 'camera', muted: true },
    ]);
    const track = camera();
    transport.setTrack('camera', track);
    expect(made[0]!.transceivers[1]!.sender.replaceTrack).toHaveBeenCalledWith(track);
    await vi.advanceTimersByTimeAsync(0);
    expect(wire.offer).toHaveBeenCalledTimes(1);
  });

  it('says how large the picture is and how many layers it has, also when another camera is chosen', async () => {
    const { made, wire, transport } = publishing();
    transport.setTrack('camera', camera(1280, 720));
    await transport.start();
    transport.setTrack('camera', null);
    transport.setTrack('camera', camera(640, 480));
    transport.setTrack('camera', camera(640, 480));
    await vi.advanceTimersByTimeAsync(0);
    const said = wire.offer.mock.calls.map(([, sources]) => sources[1]);
    expect(said).toEqual([
      { mid: '1', source: 'camera', muted: true, height: 720, layers: 3 },
      { mid: '1', source: 'camera', muted: true, height: 480, layers: 2 },
    ]);
    expect(made).toHaveLength(1);
    expect(sent(made[0]!)).toEqual(['l/2 150000', 'm/1 500000']);
  });

  it('sends only the layers that anybody takes', async () => {
    const { made, transport } = publishing();
    transport.setTrack('camera', camera(1280, 720));
    await transport.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent(made[0]!)).toEqual(['l/4 150000', 'm/2 500000', 'h/1 1500000']);
    transport.setWanted('0', ['l']);
    await vi.advanceTimersByTimeAsync(0);
    expect(sent(made[0]!)).toHaveLength(3);
    transport.setWanted('1', ['l', 'm']);
    await vi.advanceTimersByTimeAsync(0);
    expect(sent(made[0]!)).toEqual(['l/4 150000', 'm/2 500000']);
    transport.setWanted('1', ['l', 'm', 'h']);
    await vi.advanceTimersByTimeAsync(0);
    expect(sent(made[0]!)).toEqual(['l/4 150000', 'm/2 500000', 'h/1 1500000']);
  });

  it('offers a screen in a section of its own, in two layers, and uses that again for the next', async () => {
    const { made, wire, transport } = publishing();
    await transport.start();
    await transport.setScreen(camera(1920, 1080));
    await transport.setScreen(null);
    await transport.setScreen(camera(1280, 720));
    const said = wire.offer.mock.calls.map(([, sources]) => sources[2]);
    expect(said).toEqual([
      undefined,
      { mid: '2', source: 'screen', muted: false, height: 1080, layers: 2 },
      undefined,
      { mid: '2', source: 'screen', muted: false, height: 720, layers: 2 },
    ]);
    expect(made[0]!.transceivers).toHaveLength(3);
    expect(sent(made[0]!, 2)).toEqual(['l/2 350000', 'h/1 2000000']);
    transport.setWanted('2', ['l']);
    await vi.advanceTimersByTimeAsync(0);
    expect(sent(made[0]!, 2)).toEqual(['l/2 350000']);
  });

  it('goes on with a screen on a connection that is built anew', async () => {
    const { made, wire, transport } = publishing();
    await transport.start();
    await transport.setScreen(camera(1920, 1080));
    await transport.rebuild();
    expect(made).toHaveLength(2);
    expect(wire.offer.mock.calls.at(-1)![1].map(({ source }) => source)).toEqual(['microphone', 'camera', 'screen']);
  });

  it('sends a small picture as one stream, smaller to a larger group', async () => {
    const { made, transport } = publishing();
    transport.setTrack('camera', camera(320, 240));
    await transport.start();
    transport.setOthers(11);
    await vi.advanceTimersByTimeAsync(0);
    expect(sent(made[0]!)).toEqual(['l/1 400000']);
  });

  it('sends the whole picture where simulcast was declined', async () => {
    const { made, transport } = publishing((connection) => (connection.declines = true));
    transport.setTrack('camera', camera(1280, 720));
    await transport.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent(made[0]!)).toEqual(['l/1 900000']);
  });

  it('changes nothing that is so already', async () => {
    const { made, transport } = publishing();
    transport.setTrack('camera', camera(1280, 720));
    await transport.start();
    transport.setWanted('1', ['l', 'm', 'h']);
    transport.setOthers(11);
    await vi.advanceTimersByTimeAsync(0);
    expect(made[0]!.transceivers[1]!.sender.setParameters).not.toHaveBeenCalled();
  });

  it('restarts ICE when the connection falters, and starts over when that does not help', async () => {
    const { made, wire, transport } = publishing();
    await transport.start();
    made[0]!.become('disconnected');
    await vi.advanceTimersByTimeAsync(1_100);
    expect(made[0]!.offers[1]).toEqual({ iceRestart: true });
    await vi.advanceTimersByTimeAsync(8_100);
    expect(made[0]!.offers).toHaveLength(4);
    expect(wire.restart).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(4_100);
    expect(wire.restart).toHaveBeenCalledTimes(1);
    expect(made).toHaveLength(2);
    expect(made[0]!.closed).toBe(true);
  });

  it('starts over at once when mending is refused', async () => {
    const { made, wire, transport } = publishing();
    await transport.start();
    wire.offer.mockRejectedValueOnce(new SignalingError('media_unavailable', ''));
    made[0]!.become('failed');
    await vi.advanceTimersByTimeAsync(100);
    expect(wire.restart).toHaveBeenCalledTimes(1);
    expect(made).toHaveLength(2);
  });

  it('goes on mending while the socket is down, and does so at once when that is back', async () => {
    const { made, wire, transport } = publishing();
    await transport.start();
    wire.offer.mockRejectedValue(new SignalingError('disconnected', ''));
    made[0]!.become('failed');
    await vi.advanceTimersByTimeAsync(25_000);
    expect(wire.restart).not.toHaveBeenCalled();
    const before = made[0]!.offers.length;
    wire.offer.mockResolvedValue('the answer');
    transport.hurry();
    await vi.advanceTimersByTimeAsync(10);
    expect(made[0]!.offers).toHaveLength(before + 1);
    made[0]!.become('connected');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(made[0]!.offers).toHaveLength(before + 1);
  });

  it('restarts ICE once in another network, though the connection still seems well', async () => {
    const { made, transport } = publishing();
    await transport.start();
    made[0]!.become('connected');
    transport.renew();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(made[0]!.offers).toEqual([{}, { iceRestart: true }]);
  });

  it('leaves a connection alone that heals by itself', async () => {
    const { made, wire, transport } = publishing();
    await transport.start();
    made[0]!.become('disconnected');
    made[0]!.become('connected');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(wire.offer).toHaveBeenCalledTimes(1);
  });

  it('goes on after an offer that was refused', async () => {
    let refuse = true;
    const { wire, transport } = publishing();
    wire.offer.mockImplementation(() => (refuse ? Promise.reject(new Error('no media')) : Promise.resolve('the answer')));
    await expect(transport.start()).rejects.toThrow('no media');
    refuse = false;
    await expect(transport.start()).resolves.toBeUndefined();
  });
});

describe('subscribing', () => {
  it('asks for a new transport when its answer is refused, also on a connection that is well', async () => {
    const { made, wire, transport } = subscribing();
    await transport.accept(offer(1, ['0']));
    made[0]!.become('connected');
    wire.answer.mockRejectedValueOnce(new Error('media_unavailable'));
    await expect(transport.accept(offer(1, ['0', '1']))).rejects.toThrow();
    await vi.advanceTimersByTimeAsync(100);
    expect(wire.restart).toHaveBeenCalledTimes(1);
  });

  it('leaves it at that when the next answer is taken', async () => {
    const { made, wire, transport } = subscribing();
    await transport.accept(offer(1, ['0']));
    made[0]!.become('connected');
    wire.answer.mockRejectedValueOnce(new Error('offline'));
    await expect(transport.accept(offer(1, ['0', '1']))).rejects.toThrow();
    await transport.accept(offer(1, ['0', '1']));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(wire.restart).not.toHaveBeenCalled();
  });

  const offer = (session: number, mids: string[]) => ({
    type: 'subscribe_offer' as const,
    sdp: `v=0\r\no=- ${session} 1 IN IP4 0.0.0.0\r\n`,
    negotiation: 3,
    tracks: mids.map((mid) => ({ mid, participant: `p${mid}`, source: 'camera' as const })),
  });

  function subscribing() {
    const { made, create } = factory();
    const wire = { answer: vi.fn(() => Promise.resolve()), restart: vi.fn(() => Promise.resolve()), restartIce: vi.fn(() => Promise.resolve()) };
    const seen: RemoteTrack[][] = [];
    const transport = new SubscribeTransport(wire, (tracks) => seen.push(tracks), () => {
      const connection = create();
      made.at(-1)!.add('0');
      made.at(-1)!.add('1');
      return connection;
    });
    return { made, wire, seen, transport };
  }

  it('says whose track each section carries, and answers with the number of the offer', async () => {
    const { wire, seen, transport } = subscribing();
    await transport.accept(offer(1, ['0', '1']));
    expect(seen.at(-1)!.map(({ participant, track }) => [participant, track.id])).toEqual([
      ['p0', 'track-0'],
      ['p1', 'track-1'],
    ]);
    expect(wire.answer).toHaveBeenCalledWith('the answer', 3);
  });

  it('uses the same connection for the next offer and a new one for a new transport', async () => {
    const { made, transport } = subscribing();
    await transport.accept(offer(1, ['0']));
    await transport.accept(offer(1, ['0', '1']));
    expect(made).toHaveLength(1);
    await transport.accept(offer(2, ['0']));
    expect(made).toHaveLength(2);
    expect(made[0]!.closed).toBe(true);
  });

  it('declines pictures when only sound is wanted', async () => {
    const { made, wire, transport } = subscribing();
    await transport.accept(offer(1, ['0']));
    await transport.setPictures(false);
    expect(wire.restart).toHaveBeenCalledTimes(1);
    await transport.accept(offer(2, ['0']));
    expect(made[1]!.transceivers.map(({ direction }) => direction)).toEqual(['inactive', 'inactive']);
    await transport.setPictures(true);
    await transport.accept(offer(3, ['0']));
    expect(made[2]!.transceivers.map(({ direction }) => direction)).toEqual(['recvonly', 'recvonly']);
  });

  it('asks again for pictures when that was refused, as after many changes of mind', async () => {
    const { made, wire, transport } = subscribing();
    await transport.accept(offer(1, ['0']));
    wire.restart.mockRejectedValueOnce(new SignalingError('too_many_requests', ''));
    await transport.setPictures(false);
    await vi.advanceTimersByTimeAsync(10);
    expect(wire.restart).toHaveBeenCalledTimes(2);
    await transport.accept(offer(2, ['0']));
    expect(made[1]!.transceivers.map(({ direction }) => direction)).toEqual(['inactive', 'inactive']);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(wire.restart).toHaveBeenCalledTimes(2);
  });

  it('has ICE restarted on the same connection when that fails', async () => {
    const { made, wire, transport } = subscribing();
    await transport.accept(offer(1, ['0']));
    made[0]!.become('failed');
    await vi.advanceTimersByTimeAsync(10);
    expect(wire.restartIce).toHaveBeenCalledTimes(1);
    await transport.accept(offer(1, ['0']));
    expect(made).toHaveLength(1);
    made[0]!.become('connected');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(wire.restart).not.toHaveBeenCalled();
  });

  it('asks for a new transport when the server has none to mend', async () => {
    const { made, wire, transport } = subscribing();
    await transport.accept(offer(1, ['0']));
    wire.restartIce.mockRejectedValue(new SignalingError('media_unavailable', ''));
    made[0]!.become('failed');
    await vi.advanceTimersByTimeAsync(10);
    expect(wire.restart).toHaveBeenCalledTimes(1);
  });
});
