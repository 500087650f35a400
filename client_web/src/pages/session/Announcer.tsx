import { useEffect, useState } from 'react';
import type { RoomView } from '../../protocol/messages';
import { useNow } from '../../hooks/useNow';
import { changes, type Change } from '../../room/changes';
import { texts } from '../../texts/en';
import { clockHere } from '../../time/zone';

const LAST_MINUTE = 61_000;
/** So long what was said can be read again; afterwards it may not be true any more. */
const KEPT_FOR = 15_000;

/** What changes is said to screen readers. It is there before whatever it says, and stays while pages change around it. */
export function Announcer({ view }: { view: RoomView | null }) {
  return (
    <>
      <p className="visually-hidden" aria-live="polite">
        {useForAWhile(useSaid(view))}
      </p>
      <p className="visually-hidden" aria-live="polite">
        {useForAWhile(useLastMinute(view))}
      </p>
    </>
  );
}

interface Said {
  words: string;
}

const NOTHING: Said = { words: '' };

/** Each time something is said, until a while has passed. */
function useForAWhile(said: Said): string {
  const [over, setOver] = useState<Said | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setOver(said), KEPT_FOR);
    return () => clearTimeout(timer);
  }, [said]);
  return said === over ? '' : said.words;
}

/** What changed from one view to the next, in words. */
function useSaid(view: RoomView | null): Said {
  const [state, setState] = useState<{ view: RoomView | null; said: Said }>({ view, said: NOTHING });
  if (view && state.view !== view) {
    const found = changes(state.view, view).map((change) => spoken(change, view)).filter(Boolean);
    setState({ view, said: found.length > 0 ? { words: found.join(' ') } : state.said });
  }
  return state.said;
}

/** Once for each end that comes near: of one's breakout, or of the break. */
function useLastMinute(view: RoomView | null): Said {
  const now = useNow(1_000);
  const [state, setState] = useState<{ until: string | null; said: Said }>({ until: null, said: NOTHING });
  const rests = view?.session.phase === 'on_break';
  const until = (rests ? view?.session.break_ends_at : view?.breakouts?.here && view.breakouts.ends_at) || null;
  const left = until ? Date.parse(until) - now : Infinity;
  if (left <= LAST_MINUTE && left > 0 && state.until !== until) {
    const words = rests ? texts.timers.lastMinute : texts.breakouts.lastMinute(Math.min(60, Math.ceil(left / 1_000)));
    setState({ until, said: { words } });
  }
  return until !== null && state.until === until ? state.said : NOTHING;
}

function spoken(change: Change, view: RoomView): string {
  const { room, breakouts, timers, spotlight, sharing } = texts;
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
    case 'handout':
      return change.title === null ? texts.handouts.over : texts.handouts.announced(change.title);
    case 'screen':
      return change.of === null ? sharing.over : change.of === 'me' ? sharing.yours : sharing.someone(change.of);
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
