import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { del, get, post } from './client';
import type { CalendarAddress, CalendarFeed, Home, Reach } from './types';

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
