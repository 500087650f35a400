import type { RoomView } from '../protocol/messages';
import type { RoomState } from './state';

/** A screen that is shared where we are. */
export interface SharedScreen {
  id: string;
  /** Of whoever shares it. */
  name: string;
  own: boolean;
  /** Null: not arrived, not wanted, or our own. */
  picture: MediaStreamTrack | null;
  soundOnly: boolean;
}

export function screenOf(view: RoomView, { remote, audioOnly }: Pick<RoomState, 'remote' | 'audioOnly'>): SharedScreen | null {
  if (view.screen === null) return null;
  const own = view.screen === view.me.participant;
  const owner = view.participants.find(({ participant }) => participant === view.screen);
  if (!own && !owner) return null;
  const picture = own || audioOnly ? null : (remote.get(view.screen)?.screen ?? null);
  return { id: view.screen, name: owner?.name ?? view.me.name, own, picture, soundOnly: audioOnly };
}
