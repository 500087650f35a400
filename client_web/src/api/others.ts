import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, del, get, post, put } from './client';
import type { Day } from '../time/zone';
import type { GuestLink, InviteRequest, SeriesTeam, SeriesTeamRequest, SessionOthers, TeamChoice, TeamRequest } from './types';

/** Who takes part in a session besides its clients. */
export function useOthers(session: string) {
  return useQuery({
    queryKey: ['session', session, 'others'],
    queryFn: ({ signal }) => get<SessionOthers>(at`/api/sessions/${session}/others`, {}, signal),
  });
}

export function useInvite(session: string) {
  return useChange((wish: InviteRequest) => post<GuestLink>(at`/api/sessions/${session}/guests`, wish));
}

/** Whoever came in by it is out at once. */
export function useEndInvitation(session: string) {
  return useChange((invitation: string) => del(at`/api/sessions/${session}/guests/${invitation}`));
}

export function useTeamChoices(session: string) {
  return useQuery({
    queryKey: ['session', session, 'team', 'choices'],
    queryFn: ({ signal }) => get<TeamChoice[]>(at`/api/sessions/${session}/team`, {}, signal),
  });
}

export function useAddToTeam(session: string) {
  return useChange((wish: TeamRequest) => post(at`/api/sessions/${session}/team`, wish));
}

export function useRemoveFromTeam(session: string) {
  return useChange((person: string) => del(at`/api/sessions/${session}/team/${person}`));
}

/** Staff who take part in a whole series beside those whom it names. */
export function useSeriesTeam(series: string) {
  return useQuery({
    queryKey: ['schedule', 'series', series, 'team'],
    queryFn: ({ signal }) => get<SeriesTeam>(at`/api/schedule/series/${series}/team`, {}, signal),
  });
}

export function useAddToSeries(series: string) {
  return useChange((wish: SeriesTeamRequest) => post(at`/api/schedule/series/${series}/team`, wish));
}

/** They take part until that day. */
export function useEndInSeries(series: string) {
  return useChange(({ id, last_on }: { id: string; last_on: Day }) =>
    post(at`/api/schedule/series/${series}/team/${id}/end`, { last_on }),
  );
}

/** What a client says to a trainee's watching. */
export function useAgreement(session: string) {
  return useChange((said: { client: string; agreed: boolean }) =>
    put(at`/api/sessions/${session}/observer-agreements`, said),
  );
}

/** Rosters, crowding and consents may be different now. */
function useChange<Request, Answer>(change: (request: Request) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries() });
}
