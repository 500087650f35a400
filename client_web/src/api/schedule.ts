import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { addDays, type Day } from '../time/zone';
import { at, get, post } from './client';
import type {
  CalendarPage,
  Finding,
  ScheduleChoices,
  Seen,
  Series,
  SeriesDraft,
  SeriesPreview,
  SeriesSaved,
  SessionMove,
  SessionPlan,
  SplitOffer,
  SplitPreview,
  SplitPreviewRequest,
  SplitRequest,
  SplitSaved,
} from './types';

const SCHEDULE = ['schedule'] as const;
export const WEEK_DAYS = 7;

export interface Filters {
  site?: string | undefined;
  program?: string | undefined;
  facilitator?: string | undefined;
}

/** The week that begins on that day. While another is read, this one stays. */
export function useWeek(first: Day) {
  return useQuery({
    queryKey: [...SCHEDULE, 'week', first],
    queryFn: ({ signal }) =>
      get<CalendarPage>('/api/schedule', { from: first, to: addDays(first, WEEK_DAYS - 1) }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

export function useChoices(enabled = true) {
  return useQuery({
    queryKey: [...SCHEDULE, 'choices'],
    queryFn: ({ signal }) => get<ScheduleChoices>('/api/schedule/choices', {}, signal),
    enabled,
  });
}

export function useSessionPlan(session: string) {
  return useQuery({
    queryKey: [...SCHEDULE, 'session', session],
    queryFn: ({ signal }) => get<SessionPlan>(at`/api/schedule/sessions/${session}`, {}, signal),
  });
}

export function useSeries(series: string) {
  return useQuery({
    queryKey: [...SCHEDULE, 'series', series],
    queryFn: ({ signal }) => get<Series>(at`/api/schedule/series/${series}`, {}, signal),
  });
}

/** What saving the draft would do, and what stands against it. `follows`: the series that goes on as this one. */
export function usePreview(draft: SeriesDraft | null, follows: string | null) {
  return useQuery({
    queryKey: [...SCHEDULE, 'preview', follows, JSON.stringify(draft)],
    queryFn: () => post<SeriesPreview>('/api/schedule/preview', { draft, follows }),
    enabled: draft !== null,
    retry: false,
    gcTime: 0,
  });
}

export function useMovePreview(session: string, move: Omit<SessionMove, 'seen' | 'override'> | null) {
  return useQuery({
    queryKey: [...SCHEDULE, 'move', session, JSON.stringify(move)],
    queryFn: () => post<Finding[]>(at`/api/schedule/sessions/${session}/move/preview`, move),
    enabled: move !== null,
    retry: false,
    gcTime: 0,
  });
}

function useWrite<Body, Answer>(write: (body: Body) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: SCHEDULE }),
        queries.invalidateQueries({ queryKey: ['sessions'] }),
      ]),
  });
}

export function useAddSeries() {
  return useWrite((body: { draft: SeriesDraft; override: string }) =>
    post<SeriesSaved>('/api/schedule/series', body),
  );
}

export function useChangeSeries(series: string) {
  return useWrite((body: { draft: SeriesDraft; version: number; override: string }) =>
    post<SeriesSaved>(at`/api/schedule/series/${series}/changes`, body),
  );
}

export function useEndSeries(series: string) {
  return useWrite((body: { version: number; last_on: Day }) =>
    post<SeriesSaved>(at`/api/schedule/series/${series}/end`, body),
  );
}

export function useMove(session: string) {
  return useWrite((body: SessionMove) => post(at`/api/schedule/sessions/${session}/move`, body));
}

export function useCancel(session: string) {
  return useWrite((body: { seen: Seen; reason: string }) => post(at`/api/schedule/sessions/${session}/cancel`, body));
}

export function useRestore(session: string) {
  return useWrite((body: { seen: Seen; override: string }) =>
    post(at`/api/schedule/sessions/${session}/restore`, body),
  );
}

/** What has come to stand against holding a cancelled session after all. */
export function useAgainstRestoring(session: string) {
  return useQuery({
    queryKey: [...SCHEDULE, 'restore', session],
    queryFn: ({ signal }) => get<Finding[]>(at`/api/schedule/sessions/${session}/restore`, {}, signal),
    retry: false,
    gcTime: 0,
  });
}

export function useSubstitute(session: string) {
  return useWrite((body: { seen: Seen; facilitator: string; instead_of: string | null; override: string }) =>
    post(at`/api/schedule/sessions/${session}/substitute`, body),
  );
}

/** The session as it is on the screen, for whoever changes it. */
export function seenOf({ status, starts_at, ends_at, title, topic, facilitators }: SessionPlan): Seen {
  return { status, starts_at, ends_at, title, topic, facilitators: facilitators.map((one) => one.id) };
}

/** Whom there is to divide from that day on. `facilitator`: of the second group, so far as it is known. */
export function useSplitOffer(series: string, from: Day | null, facilitator: string) {
  return useQuery({
    queryKey: [...SCHEDULE, 'split', series, from, facilitator],
    queryFn: ({ signal }) =>
      get<SplitOffer>(
        at`/api/schedule/series/${series}/split`,
        { ...(from !== null && { from_on: from }), ...(facilitator !== '' && { facilitator }) },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}

export function useSplitPreview(series: string, body: SplitPreviewRequest | null) {
  return useQuery({
    queryKey: [...SCHEDULE, 'split preview', series, JSON.stringify(body)],
    queryFn: () => post<SplitPreview>(at`/api/schedule/series/${series}/split/preview`, body),
    enabled: body !== null,
    retry: false,
    gcTime: 0,
  });
}

export function useSplit(series: string) {
  return useWrite((body: SplitRequest) => post<SplitSaved>(at`/api/schedule/series/${series}/split`, body));
}
