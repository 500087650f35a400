import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { DayRange } from '../time/range';
import { at, get, queryString } from './client';
import type { ClientAttendance, ClientRecords, Evidence, SessionAttendance, SessionRecords } from './types';

export function useAttendanceBySession(range: DayRange) {
  return useQuery({
    queryKey: ['attendance', 'sessions', range],
    queryFn: ({ signal }) => get<SessionAttendance[]>('/api/attendance/sessions', { ...range }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useAttendanceByClient(range: DayRange) {
  return useQuery({
    queryKey: ['attendance', 'clients', range],
    queryFn: ({ signal }) => get<ClientAttendance[]>('/api/attendance/clients', { ...range }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useSessionRecords(session: string) {
  return useQuery({
    queryKey: ['attendance', 'session', session],
    queryFn: ({ signal }) => get<SessionRecords>(at`/api/attendance/sessions/${session}`, {}, signal),
  });
}

export function useClientRecords(client: string, range: DayRange) {
  return useQuery({
    queryKey: ['attendance', 'client', client, range],
    queryFn: ({ signal }) => get<ClientRecords>(at`/api/attendance/clients/${client}`, { ...range }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useEvidence(session: string, participant: string) {
  return useQuery({
    queryKey: ['attendance', 'evidence', session, participant],
    queryFn: ({ signal }) =>
      get<Evidence>(at`/api/attendance/sessions/${session}/participants/${participant}`, {}, signal),
  });
}

/** Where the browser downloads the records of the range as CSV. */
export function exportAddress(range: DayRange): string {
  return `/api/attendance/export.csv${queryString({ ...range })}`;
}
