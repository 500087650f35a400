import { useRef } from 'react';
import type { RoomView } from '../../../protocol/messages';
import { useLive } from '../../../hooks/live';
import { useKeys } from '../../../hooks/useKeys';

interface RoomKeys {
  more: () => void;
  callHelp: () => void;
}

/** M, V, R, B, H, ? and Space held to talk. */
export function useRoomKeys(view: RoomView, { more, callHelp }: RoomKeys): void {
  const { live, devices } = useLive();
  const talking = useRef(false);
  const open = (action: () => void) => () => {
    if (!live.store.get().covered) action();
  };
  useKeys({
    press: {
      m: open(() => live.setMicrophone(!devices.store.get().microphone.on)),
      v: open(() => void devices.setOn('camera', !devices.store.get().camera.on)),
      r: open(() => !view.staff && view.me.place === 'in_room' && live.act({ type: 'raise_hand', raised: !view.me.hand_raised })),
      b: () => live.cover(!live.store.get().covered),
      h: () => view.staff && callHelp(),
      '?': open(more),
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
