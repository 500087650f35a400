import { useEffect, useRef } from 'react';

export interface KeyActions {
  /** By `event.key`, lower case. */
  press: Readonly<Record<string, () => void>>;
  /** Space held down and let go. */
  hold?: (down: boolean) => void;
}

const TYPING = 'input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable=true]';
const USES_SPACE = 'button, a, summary, input, [role=switch], [role=tab]';

/** Whether a key goes to what has the focus rather than to the page. */
export function isTaken(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'target'>): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(TYPING)) return true;
  return event.key === ' ' && target?.closest(USES_SPACE) != null;
}

/** Keys of the page, left alone while somebody types or a dialog is open. */
export function useKeys(actions: KeyActions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    let holding = false;
    const release = () => {
      if (holding) latest.current.hold?.(false);
      holding = false;
    };
    const down = (event: KeyboardEvent) => {
      if (event.repeat && holding) return event.preventDefault();
      if (event.repeat || isTaken(event) || document.querySelector('dialog[open]')) return;
      if (event.key === ' ' && latest.current.hold) {
        event.preventDefault();
        holding = true;
        return latest.current.hold(true);
      }
      const action = latest.current.press[event.key.toLowerCase()];
      if (action) {
        event.preventDefault();
        action();
      }
    };
    const up = (event: KeyboardEvent) => {
      if (event.key === ' ') release();
    };
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    window.addEventListener('blur', release);
    return () => {
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
      window.removeEventListener('blur', release);
    };
  }, []);
}
