import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '../protocol/openapi';
import { at, del, get, post, put, rememberTab } from './client';
import type { CalendarAddress, CalendarFeed, Home, Reach, ReachRequest } from './types';

type Joined = components['schemas']['Joined'];

const HOME = ['home'] as const;
const CALENDAR = [...HOME, 'calendar'];

/** A client's own page. Each reading of it is on record: so it is read as it opens and when they come back to it. */
export function useHome(enabled: boolean) {
  return useQuery({
    queryKey: HOME,
    queryFn: ({ signal }) => get<Home>('/api/me/home', {}, signal),
    enabled,
    refetchOnWindowFocus: true,
  });
}

export function useOwnReach() {
  return useQuery({ queryKey: [...HOME, 'contact'], queryFn: ({ signal }) => get<Reach>('/api/me/contact', {}, signal) });
}

export function useChangeOwnReach() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reach: ReachRequest) => put<Reach>('/api/me/contact', reach),
    onSettled: () => queries.invalidateQueries({ queryKey: [...HOME, 'contact'] }),
  });
}

/** This tab is for that session from here on; all that was read was another's. */
export function useJoinAnother(session: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => post<Joined>(at`/api/me/sessions/${session}/join`),
    onSuccess: (joined) => {
      rememberTab(joined.tab);
      queries.removeQueries();
    },
  });
}

export function useOwnCalendar() {
  return useQuery({ queryKey: CALENDAR, queryFn: ({ signal }) => get<CalendarFeed>('/api/me/calendar', {}, signal) });
}

export function useMakeOwnCalendar() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => post<CalendarAddress>('/api/me/calendar'),
    onSettled: () => queries.invalidateQueries({ queryKey: CALENDAR }),
  });
}

export function useRemoveOwnCalendar() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => del('/api/me/calendar'),
    onSettled: () => queries.invalidateQueries({ queryKey: CALENDAR }),
  });
}
