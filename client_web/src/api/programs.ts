import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, del, get, post, put } from './client';
import type {
  Holiday,
  HolidayRequest,
  ProgramDetail,
  ProgramRequest,
  Programs,
  Site,
  SiteRequest,
  Track,
  TrackRequest,
} from './types';

const PROGRAMS = ['programs'] as const;
const HOLIDAYS = ['programs', 'holidays'] as const;

/** Programs with their tracks, levels of care and sites. */
export function usePrograms() {
  return useQuery({ queryKey: PROGRAMS, queryFn: ({ signal }) => get<Programs>('/api/programs', {}, signal) });
}

export function useHolidays() {
  return useQuery({ queryKey: HOLIDAYS, queryFn: ({ signal }) => get<Holiday[]>('/api/holidays', {}, signal) });
}

/** `id` null: a new one. */
export function useSaveProgram(id: string | null) {
  return useChange((program: ProgramRequest) =>
    id === null ? post<ProgramDetail>('/api/programs', program) : put<ProgramDetail>(at`/api/programs/${id}`, program),
  );
}

export function useSaveTrack(program: string, id: string | null) {
  return useChange((track: TrackRequest): Promise<Track | void> =>
    id === null ? post<Track>(at`/api/programs/${program}/tracks`, track) : put(at`/api/programs/${program}/tracks/${id}`, track),
  );
}

export function useSaveSite(id: string | null) {
  return useChange((site: SiteRequest) => (id === null ? post<Site>('/api/sites', site) : put<Site>(at`/api/sites/${id}`, site)));
}

export function useAddHoliday() {
  return useChange((holiday: HolidayRequest) => post<Holiday>('/api/holidays', holiday));
}

export function useRemoveHoliday() {
  return useChange((holiday: string) => del(at`/api/holidays/${holiday}`));
}

function useChange<Request, Answer>(change: (request: Request) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: PROGRAMS }) });
}
