import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { at, del, get, post } from './client';
import type {
  Acceptance,
  Auditor,
  AuditorRequest,
  Choice,
  Grant,
  GrantRequest,
  Invitation,
  Person,
  SealedDay,
  SearchChoices,
  SearchRequest,
  SearchResult,
  TrailPage,
  TrailRequest,
} from './types';

const AUDITORS = ['auditors'] as const;
const GRANTS = ['grants'] as const;
const OFTEN = 10_000;

/** What is asked for goes in the body: names must not get into an address. */
export function useRecordSearch(request: SearchRequest) {
  return useInfiniteQuery({
    queryKey: ['audit', 'search', request],
    queryFn: ({ pageParam }) => post<SearchResult>('/api/audit/search', { ...request, after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export function useSearchChoices() {
  return useQuery({
    queryKey: ['audit', 'choices'],
    queryFn: ({ signal }) => get<SearchChoices>('/api/audit/choices', {}, signal),
    staleTime: 5 * 60_000,
  });
}

export function useTrail(request: TrailRequest) {
  return useInfiniteQuery({
    queryKey: ['audit', 'trail', request],
    queryFn: ({ pageParam }) => post<TrailPage>('/api/audit/trail', { ...request, after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export function useSealedDay(day: string) {
  return useQuery({
    queryKey: ['audit', 'day', day],
    queryFn: ({ signal }) => get<SealedDay>(at`/api/audit/days/${day}`, {}, signal),
    staleTime: 60_000,
  });
}

/** The first clients whose name or record number has this in it. */
export function useClientsLike(text: string) {
  return useQuery({
    queryKey: ['audit', 'clients', text],
    queryFn: () => post<Person[]>('/api/audit/clients', { text }),
    enabled: text !== '',
  });
}

export function useStaffChoices(enabled: boolean) {
  return useQuery({
    queryKey: ['audit', 'staff'],
    queryFn: ({ signal }) => get<Choice[]>('/api/audit/staff', {}, signal),
    enabled,
  });
}

export function useAuditors() {
  return useQuery({ queryKey: AUDITORS, queryFn: ({ signal }) => get<Auditor[]>('/api/auditors', {}, signal) });
}

export function useAddAuditor() {
  return useChange((auditor: AuditorRequest) => post<Invitation>('/api/auditors', auditor));
}

export function useInviteAuditor() {
  return useChange((auditor: string) => post<Invitation>(at`/api/auditors/${auditor}/invitations`));
}

export function useDisableAuditor() {
  return useChange((auditor: string) => del(at`/api/auditors/${auditor}`));
}

export function useGiveGrant(auditor: string) {
  return useChange((grant: GrantRequest) => post<Grant>(at`/api/auditors/${auditor}/grants`, grant));
}

export function useRevokeGrant() {
  return useChange((grant: string) => del(at`/api/grants/${grant}`));
}

export function useAccept() {
  return useMutation({ mutationFn: (acceptance: Acceptance) => post('/api/invitations/accept', acceptance) });
}

/** What an auditor may read now. Asked again and again: when it changes, nothing that was read before may stay. */
export function useOwnGrants() {
  const queries = useQueryClient();
  return useQuery({
    queryKey: GRANTS,
    queryFn: async ({ signal }) => {
      const grants = await get<Grant[]>('/api/grants', {}, signal);
      const before = queries.getQueryData<Grant[]>(GRANTS);
      if (before !== undefined && fingerprint(before) !== fingerprint(grants)) forgetRecords(queries);
      return grants;
    },
    refetchInterval: OFTEN,
    refetchOnWindowFocus: 'always',
  });
}

/** The same for the same access. */
export function fingerprint(grants: readonly Grant[]): string {
  return grants.map((one) => one.id).join(' ');
}

function forgetRecords(queries: QueryClient): void {
  const kept: readonly unknown[] = ['me', GRANTS[0]];
  queries.removeQueries({ predicate: (query) => !kept.includes(query.queryKey[0]) });
}

function useChange<Request, Answer>(change: (request: Request) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ queryKey: AUDITORS }),
  });
}
