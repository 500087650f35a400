export type ScreenProblem = 'screen_denied' | 'screen_failed';

/** Larger helps nobody's reading and costs everybody's line; what moves faster is a film, which a line would not carry. */
const WHAT: DisplayMediaStreamOptions & { selfBrowserSurface: 'exclude'; surfaceSwitching: 'include' } = {
  video: { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 15 } },
  audio: false,
  selfBrowserSurface: 'exclude',
  surfaceSwitching: 'include',
};

/** Phones and tablets cannot, some of which say that they can. */
export function canShareScreen(): boolean {
  const can = typeof (navigator.mediaDevices as Partial<MediaDevices> | undefined)?.getDisplayMedia === 'function';
  return can && !window.matchMedia('(hover: none) and (pointer: coarse)').matches;
}

/** Let the person choose a screen, a window or a tab. Throws what `getDisplayMedia` throws. */
export async function openScreen(): Promise<MediaStreamTrack> {
  const stream = await navigator.mediaDevices.getDisplayMedia(WHAT);
  const track = stream.getVideoTracks()[0]!;
  track.contentHint = 'detail';
  return track;
}

/** What there is to say of it; null: they thought better of it, which needs no words. */
export function screenProblem(error: unknown): ScreenProblem | null {
  const { name, message } = error instanceof Error || error instanceof DOMException ? error : { name: '', message: '' };
  if (name !== 'NotAllowedError' && name !== 'AbortError') return 'screen_failed';
  return /system|platform|settings/i.test(message) ? 'screen_denied' : null;
}
