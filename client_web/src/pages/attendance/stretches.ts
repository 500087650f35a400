import type { Evidence } from '../../api/types';
import type { Span } from './axis';
import { server } from '../../texts/clinic';

export type StretchState = 'counted' | 'not_counted' | 'absent';

/** One stretch of a client's time in a session, with all that the record says of it. */
export interface Stretch extends Span {
  state: StretchState;
  /** video, camera_off, audio_only, phone, in_room, online; null for an absence. */
  modality: string | null;
  /** Who or what observed it; empty for an absence. */
  source: string;
  /** Why it counts or not, in words. */
  reason: string;
  /** Why it ended, in words; empty for an absence. */
  endReason: string;
  estimated: boolean;
}

/** A stretch that was the same for everybody. */
export interface Band extends Span {
  kind: 'break' | 'outage';
  /** It had not ended when the record was derived. */
  lasts: boolean;
}

export interface Lane {
  modality: string | null;
  stretches: Stretch[];
}

/** Intervals with the verdict on each, and the absences between them, in order of time. */
export function stretchesOf({ intervals, spans }: Pick<Evidence, 'intervals' | 'spans'>): Stretch[] {
  return spans
    .map((span): Stretch => {
      const interval = intervals.find(
        (one) => one.started_at === span.started_at && one.ended_at === span.ended_at,
      );
      return {
        from: Date.parse(span.started_at),
        to: Date.parse(span.ended_at),
        state: interval ? (span.counted ? 'counted' : 'not_counted') : 'absent',
        modality: interval?.modality ?? null,
        source: interval?.source ?? '',
        reason: server.said(span.reason),
        endReason: interval?.end_reason ?? '',
        estimated: interval?.estimated ?? false,
      };
    })
    .sort((one, other) => one.from - other.from || one.to - other.to);
}

/** The session's breaks and outages; one that lasts is shown up to when the record was derived. */
export function bandsOf({ bands, record }: Pick<Evidence, 'bands' | 'record'>): Band[] {
  return bands.map(({ kind, started_at, ended_at }) => ({
    kind,
    from: Date.parse(started_at),
    to: Date.parse(ended_at ?? record.derived_at),
    lasts: ended_at === null,
  }));
}

/** A lane for each way of taking part, in order of first use; absences come last. */
export function lanesOf(stretches: readonly Stretch[]): Lane[] {
  const lanes: Lane[] = [];
  for (const stretch of stretches) {
    const lane = lanes.find((one) => one.modality === stretch.modality);
    if (lane) lane.stretches.push(stretch);
    else lanes.push({ modality: stretch.modality, stretches: [stretch] });
  }
  return lanes.sort((one, other) => Number(one.modality === null) - Number(other.modality === null));
}
