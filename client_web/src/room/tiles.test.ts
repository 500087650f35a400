// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RemoteTrack } from '../media/subscribe';
import type { Tile } from '../protocol/messages';
import { Tiles } from './tiles';

let look: (entries: { target: Element; isIntersecting: boolean }[]) => void;
let resized: () => void;
let hidden = false;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('devicePixelRatio', 1);
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(callback: typeof look) {
        look = callback;
      }
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(callback: typeof resized) {
        resized = callback;
      }
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  hidden = false;
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => (hidden ? 'hidden' : 'visible'));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function picture(mid: string, source: RemoteTrack['source'] = 'camera'): RemoteTrack {
  return { mid, participant: `p${mid}`, source, track: { id: mid } as MediaStreamTrack, receiver: {} as RTCRtpReceiver };
}

function element(width: number, height: number) {
  const box = { width, height };
  return Object.assign(document.createElement('video'), { getBoundingClientRect: () => box as DOMRect, box });
}

function page() {
  const send = vi.fn((_tiles: Tile[]) => Promise.resolve());
  const tiles = new Tiles(send);
  tiles.start();
  return { send, tiles, said: () => send.mock.calls.map(([said]) => said.map(({ mid, height }) => `${mid}:${height}`).join(' ')) };
}

const settle = (ms = 60) => vi.advanceTimersByTimeAsync(ms);

describe('tiles', () => {
  it('are told once all are there, and then what changed', async () => {
    const { tiles, said } = page();
    const [one, two] = [picture('1'), picture('2')];
    const shown = element(320, 180);
    tiles.receive([one, two, picture('0', 'microphone')]);
    tiles.watch(shown, one.track);
    await settle();
    shown.box.height = 360;
    resized();
    await settle(300);
    resized();
    await settle(300);
    expect(said()).toEqual(['1:180 2:0', '1:360']);
  });

  it('are told at most four times a second, the newest', async () => {
    const { tiles, send, said } = page();
    const one = picture('1');
    const shown = element(100, 100);
    tiles.receive([one]);
    tiles.watch(shown, one.track);
    for (let step = 1; step <= 100; step += 1) {
      shown.box.height = 100 + step;
      resized();
      await settle(10);
    }
    await settle(300);
    expect(send.mock.calls.length).toBeLessThanOrEqual(5);
    expect(said().at(-1)).toBe('1:200');
  });

  it('are nothing while the page is hidden or they are scrolled away', async () => {
    const { tiles, said } = page();
    const one = picture('1');
    const shown = element(320, 180);
    tiles.receive([one]);
    tiles.watch(shown, one.track);
    await settle();
    look([{ target: shown, isIntersecting: false }]);
    await settle(300);
    look([{ target: shown, isIntersecting: true }]);
    await settle(300);
    hidden = true;
    document.dispatchEvent(new Event('visibilitychange'));
    await settle(300);
    expect(said()).toEqual(['1:180', '1:0', '1:180', '1:0']);
  });

  it('are as tall as the picture that fills them, in device pixels up to two for one', async () => {
    vi.stubGlobal('devicePixelRatio', 3);
    const { tiles, said } = page();
    const [wide, tall] = [picture('1'), picture('2')];
    tiles.receive([wide, tall]);
    tiles.watch(element(640, 100), wide.track);
    tiles.watch(element(100, 300), tall.track);
    await settle();
    expect(said()).toEqual(['1:720 2:600']);
  });

  it('follow the larger of two elements, and end with the last', async () => {
    const { tiles, said } = page();
    const one = picture('1');
    tiles.receive([one]);
    const ends = [tiles.watch(element(160, 90), one.track), tiles.watch(element(320, 180), one.track)];
    await settle();
    ends[1]!();
    await settle(300);
    ends[0]!();
    await settle(300);
    expect(said()).toEqual(['1:180', '1:90', '1:0']);
  });

  it('are told anew over a new connection, and again when the server did not take them', async () => {
    const { tiles, send, said } = page();
    send.mockRejectedValueOnce(new Error('offline'));
    tiles.receive([picture('1')]);
    await settle();
    await settle(2_100);
    tiles.receive([picture('1')]);
    await settle(300);
    expect(said()).toEqual(['1:0', '1:0', '1:0']);
  });

  it('are told no more once all has ended', async () => {
    const { tiles, send } = page();
    tiles.receive([picture('1')]);
    tiles.stop();
    await settle(3_000);
    expect(send).not.toHaveBeenCalled();
  });
});
