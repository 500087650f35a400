import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SignalingError } from '../signaling/errors';
import { Sharing } from './sharing';

class FakeTrack {
  readyState = 'live';
  onended: (() => void) | null = null;
  stop = vi.fn(() => void (this.readyState = 'ended'));
}

const screens: FakeTrack[] = [];
const wire = { claim: vi.fn((_sharing: boolean): Promise<unknown> => Promise.resolve()), publish: vi.fn(), say: vi.fn() };
let refuses: unknown = null;

function sharing() {
  return new Sharing(wire, () => {
    if (refuses) return Promise.reject(refuses as Error);
    screens.push(new FakeTrack());
    return Promise.resolve(screens.at(-1) as unknown as MediaStreamTrack);
  });
}

beforeEach(() => {
  vi.clearAllMocks();
  wire.claim.mockResolvedValue(undefined);
  screens.length = 0;
  refuses = null;
});

describe('sharing a screen', () => {
  it('publishes what was chosen once the room allows it, and ends with the button', async () => {
    const mine = sharing();
    await mine.start();
    expect(wire.claim.mock.calls).toEqual([[true]]);
    expect(wire.publish).toHaveBeenCalledWith(screens[0]);
    mine.stop();
    expect(screens[0]!.stop).toHaveBeenCalled();
    expect(wire.publish).toHaveBeenLastCalledWith(null);
    expect(wire.claim).toHaveBeenLastCalledWith(false);
  });

  it('ends with the browser’s own button too', async () => {
    await sharing().start();
    screens[0]!.onended?.();
    expect(wire.publish).toHaveBeenLastCalledWith(null);
    expect(wire.claim).toHaveBeenLastCalledWith(false);
  });

  it('says nothing to one who thought better of it, and what to do where the system forbids it', async () => {
    refuses = new DOMException('Permission denied', 'NotAllowedError');
    await sharing().start();
    expect(wire.say).not.toHaveBeenCalled();
    refuses = new DOMException('Permission denied by system', 'NotAllowedError');
    await sharing().start();
    expect(wire.say).toHaveBeenLastCalledWith('screen_denied', '');
    refuses = new DOMException('', 'NotReadableError');
    await sharing().start();
    expect(wire.say).toHaveBeenLastCalledWith('screen_failed', '');
    expect(wire.claim).not.toHaveBeenCalled();
  });

  it('shows nothing when the room refuses, and says so', async () => {
    wire.claim.mockRejectedValue(new SignalingError('wrong_state', 'Somebody else is sharing a screen.'));
    await sharing().start();
    expect(screens[0]!.stop).toHaveBeenCalled();
    expect(wire.publish).not.toHaveBeenCalled();
    expect(wire.say).toHaveBeenCalledWith('refused', 'Somebody else is sharing a screen.');
  });

  it('ends, and says so, when the room has ended it', async () => {
    const mine = sharing();
    await mine.start();
    mine.see(true);
    expect(wire.publish).toHaveBeenCalledTimes(1);
    mine.see(false);
    expect(screens[0]!.stop).toHaveBeenCalled();
    expect(wire.publish).toHaveBeenLastCalledWith(null);
    expect(wire.say).toHaveBeenCalledWith('sharing_ended', '');
    expect(wire.claim).toHaveBeenCalledTimes(1);
  });

  it('gives up what a page before this one shared', () => {
    sharing().see(true);
    expect(wire.claim.mock.calls).toEqual([[false]]);
  });
});
