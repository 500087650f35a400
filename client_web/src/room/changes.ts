import type { RoomView } from '../protocol/messages';

export type Change = { kind: 'hand' | 'came' | 'left' | 'waits'; name: string } | { kind: 'own_hand'; raised: boolean };

/** What of the newer view is worth saying aloud. Nothing for the first view, nor for a change of place. */
export function changes(before: RoomView | null, after: RoomView): Change[] {
  if (!before || before.me.place !== after.me.place || before.me.on_hold !== after.me.on_hold) return [];
  const known = new Map(before.participants.map((it) => [it.participant, it]));
  const now = new Set(after.participants.map((it) => it.participant));
  const waited = new Set(before.staff?.waiting.map((it) => it.participant));
  const found: Change[] = [];
  for (const { participant, name, hand } of after.participants) {
    const earlier = known.get(participant);
    if (!earlier) found.push({ kind: 'came', name });
    if (hand !== null && earlier?.hand == null) found.push({ kind: 'hand', name });
  }
  for (const { participant, name } of before.participants) {
    if (!now.has(participant)) found.push({ kind: 'left', name });
  }
  for (const { participant, name } of after.staff?.waiting ?? []) {
    if (!waited.has(participant)) found.push({ kind: 'waits', name });
  }
  if (before.me.hand_raised !== after.me.hand_raised) found.push({ kind: 'own_hand', raised: after.me.hand_raised });
  return found;
}
