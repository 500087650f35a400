import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { DayRange } from '../time/range';
import { at, get } from './client';
import type { ClientAttendance, ClientRecords, Evidence, InLog, SessionAttendance, SessionRecords } from './types';

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

/** Whether the attendance log holds the record as it is stored; asked anew each time the page is opened. */
export function useInLog(session: string, participant: string, version: number) {
  return useQuery({
    queryKey: ['attendance', 'log', session, participant, version],
    queryFn: ({ signal }) =>
      get<InLog>(at`/api/attendance/sessions/${session}/participants/${participant}/log`, {}, signal),
    staleTime: 0,
  });
}
