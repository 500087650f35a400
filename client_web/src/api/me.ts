import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { get, post, tellSignedOut } from './client';
import type { Login, Me } from './types';

const KEY = ['me'] as const;

/** Who is signed in; null when nobody is. */
export function useMe() {
  return useQuery({ queryKey: KEY, queryFn: readMe, staleTime: 5 * 60_000 });
}

/** Of the clinic's own staff; an auditor is not. */
export function isStaff(me: Me): boolean {
  return me.role === 'facilitator' || me.role === 'admin';
}

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (login: Login) => post<Me>('/api/login', login),
    onSuccess: (me) => queries.setQueryData(KEY, me),
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => post('/api/logout'),
    onSuccess: () => forgetEverything(queries),
  });
}

/** Sign out while the page goes away; nothing is waited for. */
export function signOutInPassing(): void {
  const headers = { 'X-Requested-By': 'viop' };
  fetch('/api/logout', { method: 'POST', keepalive: true, headers }).catch(() => undefined);
}

/** Nobody is signed in any more: nothing that was read may stay for whoever comes next. */
export function forgetEverything(queries: QueryClient): void {
  queries.setQueryData(KEY, null);
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== KEY[0] });
}

async function readMe({ signal }: { signal: AbortSignal }): Promise<Me | null> {
  const me = await get<Me | undefined>('/api/me', {}, signal);
  if (me === undefined) tellSignedOut();
  return me ?? null;
}
