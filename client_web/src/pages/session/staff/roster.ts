import type { RoomView, RosterView } from '../../../protocol/messages';

/** Somebody's line of the roster, as staff have it. */
export function lineOf(view: RoomView | null, participant: string): RosterView | undefined {
  return view?.staff?.roster.find((line) => line.participant === participant);
}

/** Whether what they answered wants a private word before they are let in. */
export function wantsPrivateWord(entry: RosterView | undefined): boolean {
  return entry !== undefined && entry.talk_first.length > 0;
}
