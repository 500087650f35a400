import { useEffect, useRef } from 'react';
import type { WaitingView } from '../../../protocol/messages';
import { playArrival } from '../../../media/audio';
import { texts } from '../../../texts/en';

/** Two soft notes and a number in the tab's title when somebody comes to the waiting room. */
export function ArrivalBell({ waiting }: { waiting: WaitingView[] }) {
  const known = useRef(new Set<string>());
  useEffect(() => {
    document.title = waiting.length > 0 ? `(${waiting.length}) ${texts.session.tabTitle}` : texts.session.tabTitle;
    return () => {
      document.title = texts.session.tabTitle;
    };
  }, [waiting.length]);
  useEffect(() => {
    const ids = waiting.map(({ participant }) => participant);
    if (ids.some((id) => !known.current.has(id))) playArrival();
    known.current = new Set(ids);
  }, [waiting]);
  return null;
}
