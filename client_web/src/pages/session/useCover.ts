import { useState } from 'react';
import { useKeys } from '../../hooks/useKeys';

/** 'Someone came in' on a page before the room: a button and B. `press`: more keys, while nothing is covered. */
export function useCover(onCover?: () => void, press: Readonly<Record<string, () => void>> = {}) {
  const [covered, setCovered] = useState(false);
  const cover = () => {
    onCover?.();
    setCovered(true);
  };
  const uncover = () => setCovered(false);
  useKeys({ press: covered ? { b: uncover } : { ...press, b: cover } });
  return { covered, cover, uncover };
}
