import { useRef } from 'react';
import type { RoomView } from '../../../protocol/messages';
import { useLive } from '../../../hooks/live';
import { useKeys } from '../../../hooks/useKeys';

/** M, V, R, B, ? and Space held to talk. */
export function useRoomKeys(view: RoomView, showKeys: () => void): void {
  const { live, devices } = useLive();
  const talking = useRef(false);
  const toggle = (kind: 'microphone' | 'camera') => () => void devices.setOn(kind, !devices.store.get()[kind].on);
  const open = (action: () => void) => () => {
    if (!live.store.get().covered) action();
  };
  useKeys({
    press: {
      m: open(toggle('microphone')),
      v: open(toggle('camera')),
      r: open(() => !view.staff && live.act({ type: 'raise_hand', raised: !view.me.hand_raised })),
      b: () => live.cover(!live.store.get().covered),
      '?': open(showKeys),
    },
    hold: (down) => {
      if (live.store.get().covered) return;
      if (down && devices.store.get().microphone.on) return;
      if (!down && !talking.current) return;
      talking.current = down;
      void devices.setOn('microphone', down, false);
    },
  });
}
