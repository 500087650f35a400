/** Places instants on a horizontal axis; positions are per cent of its length, so that the page can be any width. */

/** A half-open stretch of time, in ms since 1970. */
export interface Span {
  from: number;
  to: number;
}

export interface Place {
  left: number;
  width: number;
}

export interface Tick {
  at: number;
  left: number;
}

const MINUTE = 60_000;
const STEPS_MIN = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480] as const;
const SMALLEST_WIDTH = 0.4;

/** The axis that shows all spans, opened to whole five minutes at both ends. Null when there is nothing to show. */
export function axisOf(spans: readonly Span[]): Span | null {
  if (spans.length === 0) return null;
  const step = 5 * MINUTE;
  const from = Math.floor(Math.min(...spans.map((span) => span.from)) / step) * step;
  const to = Math.ceil(Math.max(...spans.map((span) => span.to)) / step) * step;
  return { from, to: Math.max(to, from + step) };
}

/** Where a span lies on the axis, cut to it; a span of a few seconds keeps a width that can be seen. */
export function place(span: Span, axis: Span): Place {
  const length = axis.to - axis.from;
  const share = (at: number): number => (Math.min(Math.max(at, axis.from), axis.to) - axis.from) / length;
  const left = share(span.from) * 100;
  const width = Math.max(share(span.to) * 100 - left, SMALLEST_WIDTH);
  return { left: Math.min(left, 100 - SMALLEST_WIDTH), width: Math.min(width, 100 - Math.min(left, 100 - SMALLEST_WIDTH)) };
}

/** At most `most` ticks on round minutes of UTC (every zone's offset is a multiple of 15 min, most of 60). */
export function ticks(axis: Span, most: number): Tick[] {
  const minutes = (axis.to - axis.from) / MINUTE;
  const step = (STEPS_MIN.find((candidate) => minutes / candidate <= most) ?? 960) * MINUTE;
  const found: Tick[] = [];
  for (let at = Math.ceil(axis.from / step) * step; at <= axis.to; at += step) {
    found.push({ at, left: place({ from: at, to: at }, axis).left });
  }
  return found;
}
