import type { Place, RoomView } from '../protocol/messages';

export type Change =
  | { kind: 'came' | 'left' | 'waits'; name: string }
  | { kind: 'hand'; name: string; breakout: string | null }
  | { kind: 'own_hand'; raised: boolean }
  | { kind: 'moved'; from: Place; to: Place; breakout: string | null; people: string[] }
  | { kind: 'divided'; on: boolean }
  | { kind: 'break'; until: string | null }
  | { kind: 'spotlight'; on: 'me' | string | null }
  | { kind: 'handout'; title: string | null }
  | { kind: 'screen'; of: 'me' | string | null };

/** What of the newer view is worth saying aloud. Nothing for the first view. Of a move, where one is now and with whom. */
export function changes(before: RoomView | null, after: RoomView): Change[] {
  if (!before || before.me.on_hold !== after.me.on_hold) return [];
  if (before.me.place !== after.me.place || here(before) !== here(after)) return [moved(before, after), ...ofSession(before, after)];
  const divided: Change[] = (before.breakouts === null) === (after.breakouts === null) ? comings(before, after) : [{ kind: 'divided', on: after.breakouts !== null }];
  const found = [...divided, ...hands(before, after), ...waits(before, after), ...ofSession(before, after)];
  if (before.me.hand_raised !== after.me.hand_raised) found.push({ kind: 'own_hand', raised: after.me.hand_raised });
  return found;
}

function here(view: RoomView): string | null {
  return view.breakouts?.here ?? null;
}

function moved(before: RoomView, after: RoomView): Change {
  const people = after.participants.map(({ name }) => name);
  return { kind: 'moved', from: before.me.place, to: after.me.place, breakout: here(after), people };
}

function comings(before: RoomView, after: RoomView): Change[] {
  const known = new Set(before.participants.map((it) => it.participant));
  const now = new Set(after.participants.map((it) => it.participant));
  const came = after.participants.filter((it) => !known.has(it.participant));
  const left = before.participants.filter((it) => !now.has(it.participant));
  return [...came.map(({ name }): Change => ({ kind: 'came', name })), ...left.map(({ name }): Change => ({ kind: 'left', name }))];
}

interface Raised {
  participant: string;
  name: string;
  breakout: string | null;
}

/** Staff hear of hands wherever they are raised. */
function raised({ staff, participants }: RoomView): Raised[] {
  return staff?.hands ?? participants.flatMap(({ participant, name, hand }) => (hand === null ? [] : [{ participant, name, breakout: null }]));
}

function hands(before: RoomView, after: RoomView): Change[] {
  const up = new Set(raised(before).map((it) => it.participant));
  const others = raised(after).filter(({ participant }) => participant !== after.me.participant && !up.has(participant));
  return others.map(({ name, breakout }) => ({ kind: 'hand', name, breakout: breakout === here(after) ? null : breakout }));
}

function waits(before: RoomView, after: RoomView): Change[] {
  const waited = new Set(before.staff?.waiting.map((it) => it.participant));
  return (after.staff?.waiting ?? []).filter((it) => !waited.has(it.participant)).map(({ name }) => ({ kind: 'waits', name }));
}

function ofSession(before: RoomView, after: RoomView): Change[] {
  const found: Change[] = [];
  const rests = after.session.phase === 'on_break';
  if (rests !== (before.session.phase === 'on_break')) found.push({ kind: 'break', until: rests ? after.session.break_ends_at : null });
  if (before.spotlight !== after.spotlight && before.me.place === after.me.place) found.push({ kind: 'spotlight', on: nameOf(after, after.spotlight) });
  if (before.handout?.handout !== after.handout?.handout) found.push({ kind: 'handout', title: after.handout?.title ?? null });
  if (before.screen !== after.screen) found.push({ kind: 'screen', of: nameOf(after, after.screen) });
  return found;
}

function nameOf({ me, participants }: RoomView, whom: string | null): string | null {
  if (whom === me.participant) return 'me';
  return participants.find(({ participant }) => participant === whom)?.name ?? null;
}
