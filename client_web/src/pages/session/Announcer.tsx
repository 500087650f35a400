import { useState } from 'react';
import type { RoomView } from '../../protocol/messages';
import { useNow } from '../../hooks/useNow';
import { changes, type Change } from '../../room/changes';
import { texts } from '../../texts/en';
import { clockHere } from '../../time/zone';

const LAST_MINUTE = 61_000;

/** What changes is said to screen readers. It is there before whatever it says, and stays while pages change around it. */
export function Announcer({ view }: { view: RoomView | null }) {
  return (
    <>
      <p className="visually-hidden" aria-live="polite">
        {useSaid(view)}
      </p>
      <p className="visually-hidden" aria-live="polite">
        {useLastMinute(view)}
      </p>
    </>
  );
}

/** What changed from one view to the next, in words. */
function useSaid(view: RoomView | null): string {
  const [state, setState] = useState<{ view: RoomView | null; said: string }>({ view, said: '' });
  if (view && state.view !== view) {
    const found = changes(state.view, view).map((change) => spoken(change, view)).filter(Boolean);
    setState({ view, said: found.length > 0 ? found.join(' ') : state.said });
  }
  return state.said;
}

/** Once for each end that comes near: of one's breakout, or of the break. */
function useLastMinute(view: RoomView | null): string {
  const now = useNow(1_000);
  const [state, setState] = useState<{ until: string | null; said: string }>({ until: null, said: '' });
  const rests = view?.session.phase === 'on_break';
  const until = (rests ? view?.session.break_ends_at : view?.breakouts?.here && view.breakouts.ends_at) || null;
  const left = until ? Date.parse(until) - now : Infinity;
  if (left <= LAST_MINUTE && left > 0 && state.until !== until) {
    setState({ until, said: rests ? texts.timers.lastMinute : texts.breakouts.lastMinute(Math.min(60, Math.ceil(left / 1_000))) });
  }
  return state.said;
}

function spoken(change: Change, view: RoomView): string {
  const { room, breakouts, timers, spotlight } = texts;
  switch (change.kind) {
    case 'hand':
      return `${room.handRaised(change.name)}${change.breakout ? `, ${change.breakout}` : ''}.`;
    case 'came':
      return `${room.cameIn(change.name)}.`;
    case 'left':
      return `${room.leftRoom(change.name)}.`;
    case 'waits':
      return `${texts.staffRoom.arrived(change.name)}.`;
    case 'own_hand':
      return `${room.yourHand(change.raised)}.`;
    case 'divided':
      return change.on ? breakouts.started : breakouts.over;
    case 'break':
      return change.until ? timers.breakBegan(clockHere(view.session.time_zone, new Date(change.until))) : timers.breakEnded;
    case 'spotlight':
      return change.on === null ? spotlight.over : change.on === 'me' ? spotlight.you : spotlight.someone(change.on);
    case 'moved':
      return whereNow(change);
  }
}

function whereNow({ from, to, breakout, people }: Extract<Change, { kind: 'moved' }>): string {
  switch (to) {
    case 'breakout':
      return texts.breakouts.moved(breakout ?? '', people);
    case 'sidebar':
      return people[0] ? texts.sidebar.moved(people[0]) : texts.sidebar.movedAlone;
    case 'talking_first':
      return texts.arrived.private;
    case 'waiting':
      return texts.arrived.waiting;
    case 'in_room':
      return from === 'waiting' || from === 'talking_first' ? texts.arrived.inRoom : texts.breakouts.movedBack;
  }
}
