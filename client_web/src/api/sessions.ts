import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DayRange } from '../time/range';
import { at, del, get, post } from './client';
import type { Attention, Headcount, InRoom, Link, OwnSession, SessionDetail, Statement } from './types';

const OFTEN = 15_000;
const ATTENTION_EVERY = 10_000;

/** The clinic's sessions on the days of the range; read again now and then, since their status changes by itself. */
export function useSessions(range: DayRange) {
  return useQuery({
    queryKey: ['sessions', range],
    queryFn: ({ signal }) => get<OwnSession[]>('/api/sessions', { ...range }, signal),
    refetchInterval: OFTEN,
    refetchOnWindowFocus: true,
  });
}

export function useSession(session: string) {
  return useQuery({
    queryKey: ['session', session],
    queryFn: ({ signal }) => get<SessionDetail>(at`/api/sessions/${session}`, {}, signal),
    refetchInterval: OFTEN,
    refetchOnWindowFocus: true,
  });
}

/**
 * Sessions of the clinic whose clients are without staff. Asked for behind other tabs too: whoever is on duty may look
 * at something else.
 */
export function useAttention(enabled: boolean) {
  return useQuery({
    queryKey: ['attention'],
    queryFn: ({ signal }) => get<Attention[]>('/api/sessions/attention', {}, signal),
    enabled,
    staleTime: 0,
    refetchInterval: ATTENTION_EVERY,
    refetchIntervalInBackground: true,
    refetchOnWindowFocus: true,
  });
}

/** Step in for staff who are missing: from then on the session may be opened. */
export function useCover() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (session: string) => post(at`/api/sessions/${session}/cover`),
    onSettled: () =>
      Promise.all(['attention', 'sessions'].map((read) => queries.invalidateQueries({ queryKey: [read] }))),
  });
}

/** Make a join link; earlier ones of the same person to the same session open nothing more. */
export function useMakeLink(session: string) {
  return useChange(session, (participant: string) =>
    post<Link>(at`/api/sessions/${session}/links`, { participant }),
  );
}

export function useRevokeLink(session: string) {
  return useChange(session, (participant: string) => del(at`/api/sessions/${session}/links/${participant}`));
}

/** Say who is here in person. The page shows it at once; the server's answer has the last word. */
export function useInRoom(session: string) {
  const queries = useQueryClient();
  const queryKey = ['session', session];
  return useMutation({
    mutationFn: (body: InRoom) => post(at`/api/sessions/${session}/in-room`, body),
    onMutate: async (body) => {
      await queries.cancelQueries({ queryKey });
      const before = queries.getQueryData<SessionDetail>(queryKey);
      if (before) queries.setQueryData(queryKey, withInRoom(before, body));
      return { before };
    },
    onError: (_error, _body, context) => queries.setQueryData(queryKey, context?.before),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
}

export function useHeadcount(session: string) {
  return useChange(session, (body: Headcount) => post(at`/api/sessions/${session}/headcount`, body));
}

export function useStatement(session: string) {
  return useChange(session, (body: Statement) => post(at`/api/sessions/${session}/statements`, body));
}

/** A change of one session, after which its people are read again. */
function useChange<Body, Answer>(session: string, change: (body: Body) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ queryKey: ['session', session] }),
  });
}

function withInRoom(session: SessionDetail, { participants, state }: InRoom): SessionDetail {
  const named = new Set(participants);
  const roster = session.roster?.map((entry) =>
    named.has(entry.person_id) ? { ...entry, in_room: state === 'present' } : entry,
  );
  return { ...session, roster: roster ?? null };
}
