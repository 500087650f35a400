import { useRef } from 'react';
import type { RoomView } from '../../../protocol/messages';
import { useLive } from '../../../hooks/live';
import { useKeys } from '../../../hooks/useKeys';

/** M, V, R, B, H, Space held to talk, and `more` by key. */
export function useRoomKeys(view: RoomView, callHelp: () => void, more: Readonly<Record<string, () => void>>): void {
  const { live, devices } = useLive();
  const talking = useRef(false);
  const open = (action: () => void) => () => {
    if (!live.store.get().covered) action();
  };
  useKeys({
    press: {
      m: open(() => live.setMicrophone(!devices.store.get().microphone.on)),
      v: open(() => void devices.setOn('camera', !devices.store.get().camera.on)),
      r: open(() => !view.staff && (view.me.place === 'in_room' || view.me.place === 'breakout') && live.act({ type: 'raise_hand', raised: !view.me.hand_raised })),
      b: () => live.cover(!live.store.get().covered),
      h: () => view.staff && callHelp(),
      ...Object.fromEntries(Object.entries(more).map(([key, action]) => [key, open(action)])),
    },
    hold: (down) => {
      if (live.store.get().covered) return;
      if (down && devices.store.get().microphone.on) return;
      if (!down && !talking.current) return;
      talking.current = down;
      live.setMicrophone(down, false);
    },
  });
}
