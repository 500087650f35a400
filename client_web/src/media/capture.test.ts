import { describe, expect, it } from 'vitest';
import { Capture, type Captured } from './capture';

class FakeTrack {
  readyState = 'live';
  enabled = true;
  onended: (() => void) | null = null;
  stop() {
    this.readyState = 'ended';
  }
}

function setUp(kind: 'microphone' | 'camera', failing?: string) {
  const tracks: FakeTrack[] = [];
  const asked: string[] = [];
  const states: Captured[] = [];
  let fails = failing;
  const capture = new Capture(kind, 'first', (state) => states.push(state), (_, id) => {
    asked.push(id);
    if (fails) return Promise.reject(new DOMException('', fails));
    const track = new FakeTrack();
    tracks.push(track);
    return Promise.resolve(track as unknown as MediaStreamTrack);
  });
  return { capture, tracks, asked, states, heal: () => (fails = undefined) };
}

describe('a device of ours', () => {
  it('releases the camera when it is turned off, so that its light goes out', async () => {
    const { capture, tracks } = setUp('camera');
    await capture.setOn(true);
    await capture.setOn(false);
    expect(tracks[0]!.readyState).toBe('ended');
    expect(capture.current.track).toBeNull();
  });

  it('keeps the microphone open but silent when muted', async () => {
    const { capture, tracks, asked } = setUp('microphone');
    await capture.setOn(true);
    await capture.setOn(false);
    expect(tracks[0]!).toMatchObject({ readyState: 'live', enabled: false });
    await capture.setOn(true);
    expect(tracks[0]!.enabled).toBe(true);
    expect(asked).toHaveLength(1);
  });

  it('is opened again when it ends by itself', async () => {
    const { capture, tracks } = setUp('camera');
    await capture.setOn(true);
    tracks[0]!.readyState = 'ended';
    tracks[0]!.onended?.();
    await Promise.resolve();
    expect(capture.current.track).toBe(tracks[1]);
  });

  it('says why it cannot be used and can be tried again', async () => {
    const { capture, heal } = setUp('camera', 'NotReadableError');
    await capture.setOn(true);
    expect(capture.current).toMatchObject({ on: false, problem: 'busy', track: null });
    heal();
    await capture.setOn(true);
    expect(capture.current).toMatchObject({ on: true, problem: null });
  });

  it('stops a camera that opens after it was turned off again', async () => {
    const { capture, tracks } = setUp('camera');
    const opening = capture.setOn(true);
    await capture.setOn(false);
    await opening;
    expect(tracks[0]!.readyState).toBe('ended');
    expect(capture.current.track).toBeNull();
  });

  it('changes the device while running', async () => {
    const { capture, tracks, asked } = setUp('microphone');
    await capture.setOn(true);
    await capture.choose('second');
    expect(asked).toEqual(['first', 'second']);
    expect(tracks[0]!.readyState).toBe('ended');
    expect(tracks[1]!.readyState).toBe('live');
  });
});
