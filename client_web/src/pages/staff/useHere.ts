import { useState } from 'react';
import type { RosterEntry } from '../../api/types';

const KEY = 'viop.here';

/**
 * Whether the one who taps is in the room too. Until they say so on this page: as the roster has it; from home by video
 * they are not; else as this browser was told last. Nobody is put in the room without having said it.
 */
export function useHere(me: RosterEntry | undefined): [boolean, (here: boolean) => void] {
  const [said, setSaid] = useState<boolean | null>(null);
  const supposed = me !== undefined && (me.in_room || (!me.online && remembered()));
  const say = (here: boolean) => {
    setSaid(here);
    remember(here);
  };
  return [said ?? supposed, say];
}

function remembered(): boolean {
  try {
    return localStorage.getItem(KEY) === 'true';
  } catch {
    return false;
  }
}

function remember(here: boolean): void {
  try {
    localStorage.setItem(KEY, String(here));
  } catch {
    // A full or forbidden storage only costs the memory of the choice.
  }
}
