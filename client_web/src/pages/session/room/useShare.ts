import { useLive } from '../../../hooks/live';
import { canShareScreen } from '../../../media/screen';
import type { RoomView } from '../../../protocol/messages';

/** What the button and the key do: `ask` before one's screen is shared, or stop that; null where it cannot be. */
export function useShare(view: RoomView, ask: () => void): (() => void) | null {
  const { live } = useLive();
  if (view.screen === view.me.participant) return () => live.sharing.stop();
  return mayShare(view) ? ask : null;
}

/** The server says from where and by whom; others wait until who shares now has ended, which staff need not. */
export function mayShare(view: RoomView): boolean {
  return view.me.may_share && (view.screen === null || view.staff !== null) && canShareScreen();
}
