import type { ChatMessage, LineView, Role, RoomView } from '../protocol/messages';
import type { ScreenProblem } from '../media/screen';
import type { RemoteTrack } from '../media/subscribe';
import type { Ending, SignalingState } from '../signaling/client';

export type RemoteMedia = Readonly<Partial<Record<RemoteTrack['source'], MediaStreamTrack>>>;

export interface ChatLine extends Pick<ChatMessage, 'name' | 'to' | 'text' | 'at'> {
  key: number;
  mine: boolean;
  /** Whoever wrote it. */
  role: Role;
}

/** Something to say once, in a live region and on the screen for a moment. */
export interface Notice {
  key: number;
  kind: 'muted_by_staff' | 'one_microphone' | 'refused' | 'covered_off' | 'media_full' | 'sharing_ended' | ScreenProblem;
  text: string;
}

/** All that the pages show of a live room. */
export interface RoomState {
  connection: SignalingState;
  view: RoomView | null;
  ending: Ending | null;
  /** Received tracks, by participant. */
  remote: ReadonlyMap<string, RemoteMedia>;
  /** Who speaks now, the latest first. */
  speaking: readonly string[];
  /** Staff only: everybody's connection, as the server said last. */
  lines: readonly LineView[];
  chat: readonly ChatLine[];
  unread: number;
  notice: Notice | null;
  /** 'Someone came in': nothing is shown, heard or sent. */
  covered: boolean;
  audioOnly: boolean;
  /** The browser wants a tap before it plays sound. */
  soundBlocked: boolean;
  /** In the clinic's room, by their own word: microphone and speaker stay off. */
  sameRoom: boolean;
  /** Whether they mean to be heard is asked first: the room they are in has a microphone of its own. */
  asksToUnmute: boolean;
}

export const EMPTY: RoomState = {
  connection: 'connecting',
  view: null,
  ending: null,
  remote: new Map(),
  speaking: [],
  lines: [],
  chat: [],
  unread: 0,
  notice: null,
  covered: false,
  audioOnly: false,
  soundBlocked: false,
  sameRoom: false,
  asksToUnmute: false,
};

export function groupTracks(tracks: readonly RemoteTrack[]): ReadonlyMap<string, RemoteMedia> {
  const grouped = new Map<string, RemoteMedia>();
  for (const { participant, source, track } of tracks) {
    grouped.set(participant, { ...grouped.get(participant), [source]: track });
  }
  return grouped;
}
