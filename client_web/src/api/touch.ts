import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, del, get, post, put } from './client';
import type {
  CalendarAddress,
  CalendarFeed,
  OutboxLine,
  OutboxPage,
  PushLine,
  PushLines,
  PushRequest,
  PushSecret,
  PushState,
  PushTest,
  Reach,
  ReachRequest,
  WouldTell,
} from './types';

const PUSH = ['record-push'] as const;
const OFTEN = 5_000;

const reachOf = (client: string) => ['clients', client, 'contact'];
const calendarOf = (client: string) => ['clients', client, 'calendar'];

export function useReach(client: string) {
  return useQuery({
    queryKey: reachOf(client),
    queryFn: ({ signal }) => get<Reach>(at`/api/clients/${client}/contact`, {}, signal),
  });
}

export function useChangeReach(client: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wish: ReachRequest) => put<Reach>(at`/api/clients/${client}/contact`, wish),
    onSettled: () => queries.invalidateQueries({ queryKey: reachOf(client) }),
  });
}

export function useCalendar(client: string) {
  return useQuery({
    queryKey: calendarOf(client),
    queryFn: ({ signal }) => get<CalendarFeed>(at`/api/clients/${client}/calendar`, {}, signal),
  });
}

export function useMakeCalendar(client: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => post<CalendarAddress>(at`/api/clients/${client}/calendar`),
    onSuccess: () => queries.invalidateQueries({ queryKey: calendarOf(client) }),
  });
}

export function useRevokeCalendar(client: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => del(at`/api/clients/${client}/calendar`),
    onSettled: () => queries.invalidateQueries({ queryKey: calendarOf(client) }),
  });
}

/** What is queued goes out while one looks: so it is asked for again and again. */
export function useOutbox(status: OutboxLine['status'] | undefined) {
  return useInfiniteQuery({
    queryKey: ['outbox', status],
    queryFn: ({ pageParam, signal }) => get<OutboxPage>('/api/outbox', { status, after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: OFTEN,
  });
}

/** Whom a cancellation or another time would be told to. */
export function useWouldTell(session: string) {
  return useQuery({
    queryKey: ['schedule', 'notices', session],
    queryFn: ({ signal }) => get<WouldTell[]>(at`/api/schedule/sessions/${session}/notices`, {}, signal),
    gcTime: 0,
  });
}

export function useStop() {
  return useMutation({ mutationFn: (token: string) => post('/api/contact/stop', { token }) });
}

export function usePush() {
  return useQuery({
    queryKey: PUSH,
    queryFn: ({ signal }) => get<PushState>('/api/record-push', {}, signal),
    refetchInterval: OFTEN,
  });
}

export function usePushLines(status: PushLine['status'] | undefined) {
  return useInfiniteQuery({
    queryKey: [...PUSH, 'lines', status],
    queryFn: ({ pageParam, signal }) =>
      get<PushLines>('/api/record-push/deliveries', { status, after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: OFTEN,
  });
}

function usePushWrite<Body, Answer>(write: (body: Body) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: write, onSettled: () => queries.invalidateQueries({ queryKey: PUSH }) });
}

export function useSetUpPush() {
  return usePushWrite((wish: PushRequest) => post<PushSecret>('/api/record-push', wish));
}

export function useRenewPush() {
  return usePushWrite(() => post<PushSecret>('/api/record-push/secret'));
}

export function usePausePush() {
  return usePushWrite((paused: boolean) => put('/api/record-push/pause', { paused }));
}

export function useRemovePush() {
  return usePushWrite(() => del('/api/record-push'));
}

export function useTestPush() {
  return usePushWrite(() => post<PushTest>('/api/record-push/test'));
}

export function usePushAgain() {
  return usePushWrite((delivery: string) => post(at`/api/record-push/deliveries/${delivery}/again`));
}
