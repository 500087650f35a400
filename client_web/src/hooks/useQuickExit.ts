import { useEffect } from 'react';
import { signOutInPassing } from '../api/me';
import { QUICK_EXIT_TO } from '../settings';

const PRESSES = 3;
const WITHIN = 1_500;

/** Leave at once: blank the page, sign out, then put the neutral page in its place in the history. */
export function quickExit(before?: () => void): void {
  document.body.hidden = true;
  document.title = '';
  before?.();
  sessionStorage.clear();
  signOutInPassing();
  window.location.replace(QUICK_EXIT_TO);
}

/** Times of Shift presses with nothing between; true when these complete a quick exit. */
export function pressedThrice(times: number[], now: number): boolean {
  times.push(now);
  if (times.length > PRESSES) times.shift();
  return times.length === PRESSES && now - times[0]! <= WITHIN;
}

/** Shift three times leaves at once. */
export function useQuickExitKeys(leave: () => void): void {
  useEffect(() => {
    const times: number[] = [];
    const press = (event: KeyboardEvent) => {
      if (event.repeat) return;
      if (event.key !== 'Shift') times.length = 0;
      else if (pressedThrice(times, event.timeStamp)) leave();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [leave]);
}
