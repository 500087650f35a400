const KEY = 'viop.joined';

/** This tab entered the session; a reload leads straight back, without another device check. */
export function rememberJoined(session: string): void {
  sessionStorage.setItem(KEY, session);
}

export function forgetJoined(): void {
  sessionStorage.removeItem(KEY);
}

export function resumes(session: string): boolean {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return navigation?.type === 'reload' && sessionStorage.getItem(KEY) === session;
}
