import { useEffect, type RefObject } from 'react';
import { useBrowserLocation } from 'wouter/use-browser-location';

/** The address shown last, over all pages of staff; null before the first. */
let shown: string | null = null;
let wentBack = false;
window.addEventListener('popstate', () => {
  wentBack = true;
});

/**
 * On the way to another page, start at its top and put the focus on its content, so that screen readers notice. On the
 * way back the browser restores where one was.
 */
export function useArrival(content: RefObject<HTMLElement | null>): void {
  const [location] = useBrowserLocation();
  useEffect(() => {
    if (shown !== null && shown !== location) {
      content.current?.focus({ preventScroll: true });
      if (!wentBack) window.scrollTo(0, 0);
    }
    shown = location;
    wentBack = false;
  }, [content, location]);
}
