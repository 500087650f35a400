import type { RemoteTrack } from '../media/subscribe';
import type { Tile } from '../protocol/messages';

const SETTLE = 50;
const SPACING = 250;
const AGAIN = 2_000;
/** Beyond two device pixels for each of CSS nobody sees a difference in a moving picture. */
const SHARPEST = 2;
const WIDE = 9 / 16;

type Watched = { track: MediaStreamTrack; seen: boolean };

/**
 * Tells the server how tall each received picture is shown, so that it sends the layer that fits and nothing of what
 * nobody sees: a picture without a tile, one scrolled away, all of them while the page is hidden. At most 4 times a second.
 */
export class Tiles {
  private pictures: readonly RemoteTrack[] = [];
  private readonly watched = new Map<Element, Watched>();
  private told = new Map<MediaStreamTrack, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private next = 0;
  private observers: (ResizeObserver | IntersectionObserver)[] = [];
  private readonly changed = (): void => this.schedule();

  /** `send` resolves when the server has taken it. */
  constructor(private readonly send: (tiles: Tile[]) => Promise<unknown>) {}

  start(): void {
    document.addEventListener('visibilitychange', this.changed);
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this.changed);
    clearTimeout(this.timer);
    for (const observer of this.observers) observer.disconnect();
  }

  /** What is received now. Tracks of a new connection are others, so that all is told anew. */
  receive(tracks: readonly RemoteTrack[]): void {
    this.pictures = tracks.filter(({ source }) => source !== 'microphone');
    this.schedule();
  }

  /** An element shows a track. Returns how to end that. */
  readonly watch = (element: Element, track: MediaStreamTrack): (() => void) => {
    if (this.observers.length === 0) this.observers = [new ResizeObserver(this.changed), new IntersectionObserver(this.looked)];
    this.watched.set(element, { track, seen: true });
    for (const observer of this.observers) observer.observe(element);
    this.schedule();
    return () => {
      this.watched.delete(element);
      for (const observer of this.observers) observer.unobserve(element);
      this.schedule();
    };
  };

  private readonly looked = (entries: readonly IntersectionObserverEntry[]): void => {
    for (const { target, isIntersecting } of entries) {
      const watched = this.watched.get(target);
      if (watched) watched.seen = isIntersecting;
    }
    this.schedule();
  };

  private schedule(): void {
    if (this.timer !== undefined) return;
    this.timer = setTimeout(() => this.tell(), Math.max(SETTLE, this.next - performance.now()));
  }

  private tell(): void {
    this.timer = undefined;
    const heights = new Map(this.pictures.map(({ track }) => [track, this.heightOf(track)]));
    const tiles = this.pictures
      .filter(({ track }) => this.told.get(track) !== heights.get(track))
      .map(({ mid, track }) => ({ mid, height: heights.get(track)! }));
    this.told = heights;
    if (tiles.length === 0) return;
    this.next = performance.now() + SPACING;
    this.send(tiles).catch(() => {
      this.told = new Map();
      this.next = performance.now() + AGAIN;
      this.schedule();
    });
  }

  /** Device pixels that a 16:9 picture filling its element is tall. */
  private heightOf(track: MediaStreamTrack): number {
    if (document.visibilityState === 'hidden') return 0;
    const sharpness = Math.min(window.devicePixelRatio, SHARPEST);
    const heights = [...this.watched].map(([element, { track: shown, seen }]) => {
      if (shown !== track || !seen) return 0;
      const { width, height } = element.getBoundingClientRect();
      return Math.round(Math.max(height, width * WIDE) * sharpness);
    });
    return Math.max(0, ...heights);
  }
}
