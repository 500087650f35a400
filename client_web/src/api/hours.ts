import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DayRange } from '../time/range';
import type { Day } from '../time/zone';
import { at, del, get, post } from './client';
import type { AddedAuthorization, AuthorizationRequest, ClientHours, Payer, Program, ProgramHours } from './types';

const HOURS = ['hours'] as const;
const PAYERS = ['payers'] as const;

export function useClientHours(client: string, range: DayRange) {
  return useQuery({
    queryKey: [...HOURS, 'client', client, range],
    queryFn: ({ signal }) => get<ClientHours>(at`/api/attendance/clients/${client}/hours`, { ...range }, signal),
    placeholderData: keepPreviousData,
  });
}

export function usePrograms() {
  return useQuery({
    queryKey: ['programs', 'with hours'],
    queryFn: ({ signal }) => get<Program[]>('/api/attendance/programs', {}, signal),
  });
}

export function useProgramHours(program: string | undefined, day: Day) {
  return useQuery({
    queryKey: [...HOURS, 'program', program, day],
    queryFn: ({ signal }) => get<ProgramHours>(at`/api/attendance/programs/${program ?? ''}/hours`, { day }, signal),
    enabled: program !== undefined,
    placeholderData: keepPreviousData,
  });
}

export function usePayers() {
  return useQuery({ queryKey: PAYERS, queryFn: ({ signal }) => get<Payer[]>('/api/payers', {}, signal) });
}

export function useAddPayer() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => post<Payer>('/api/payers', { name }),
    onSuccess: () => queries.invalidateQueries({ queryKey: PAYERS }),
  });
}

export function useWithdrawPayer() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (payer: string) => del(at`/api/payers/${payer}`),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: PAYERS }),
        queries.invalidateQueries({ queryKey: ['policies'] }),
      ]),
  });
}

export function useAuthorize(client: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: AuthorizationRequest) =>
      post<AddedAuthorization>(at`/api/attendance/clients/${client}/authorizations`, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: HOURS }),
  });
}

export function useWithdraw() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (authorization: string) => del(at`/api/authorizations/${authorization}`),
    onSettled: () => queries.invalidateQueries({ queryKey: HOURS }),
  });
}
