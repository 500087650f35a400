import type { RosterView, StaffView, WaitingView } from '../../../protocol/messages';
import { wantsPrivateWord } from './roster';

/** Whom `admit all` lets in. */
export function readyOf({ waiting, roster }: Pick<StaffView, 'waiting' | 'roster'>): WaitingView[] {
  const lines = new Map(roster.map((entry) => [entry.participant, entry]));
  return waiting.filter((person) => admittedWithAll(person, lines.get(person.participant)));
}

/** As the server has it: reachable, not in a private word, never turned away, no quick exit, and nothing speaks against it. */
function admittedWithAll({ connectivity, talking_with, was_removed, not_with_group, over, not_agreed }: WaitingView, entry: RosterView | undefined): boolean {
  const unremarkable = !was_removed && !not_with_group && over.length === 0 && not_agreed.length === 0;
  const well = !entry?.quick_exit && !wantsPrivateWord(entry);
  return connectivity === 'connected' && talking_with === null && unremarkable && well;
}
