import type { ParticipantView, Quality, Role, RoomView, TrackView } from '../protocol/messages';
import type { RoomState } from './state';

/** What a tile shows of somebody else. */
export interface Person {
  id: string;
  name: string;
  pronouns: string;
  role: Role;
  muted: boolean;
  /** Their picture, or null: camera off, not arrived, or not wanted. */
  picture: MediaStreamTrack | null;
  speaking: boolean;
  quality: Quality | null;
  /** Place in the queue of raised hands. */
  hand: number | null;
  lost: boolean;
  /** Of the clinic's room: how many are in it. */
  inRoom: number | null;
}

const isOff = (tracks: TrackView[], source: TrackView['source']) =>
  tracks.find((track) => track.source === source)?.muted ?? true;

/** Of those who run a session or look in on it; nobody else has the rights of staff. */
export function runs(role: Role | null): boolean {
  return role === 'facilitator' || role === 'admin';
}

/** Everybody else in the room, in the server's order. */
export function peopleOf(view: RoomView, state: Pick<RoomState, 'remote' | 'speaking' | 'audioOnly'>): Person[] {
  return view.participants.map((participant) => personOf(participant, state));
}

function personOf(it: ParticipantView, state: Pick<RoomState, 'remote' | 'speaking' | 'audioOnly'>): Person {
  const muted = isOff(it.tracks, 'microphone');
  const shown = !state.audioOnly && !isOff(it.tracks, 'camera');
  return {
    id: it.participant,
    name: it.name,
    pronouns: it.pronouns,
    role: it.role,
    muted,
    picture: shown ? (state.remote.get(it.participant)?.camera ?? null) : null,
    speaking: !muted && state.speaking.includes(it.participant),
    quality: it.quality,
    hand: it.hand,
    lost: it.connectivity === 'reconnecting',
    inRoom: it.people,
  };
}

/** `Ada Lovelace` -> `AL`; one letter for one word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toUpperCase();
}

/** A quiet hue (0-359) that stays with a person. */
export function hueOf(id: string): number {
  let hash = 7;
  for (const char of id) hash = (hash * 31 + char.codePointAt(0)!) >>> 0;
  return (hash * 47) % 360;
}
