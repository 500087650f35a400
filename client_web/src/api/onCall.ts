import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, del, get, post } from './client';
import type { OnCallPlan, OnCallRequest } from './types';

const ON_CALL = ['on-call'] as const;

/** Who is on call; read again now and then, since shifts begin and end by themselves. */
export function useOnCall() {
  return useQuery({
    queryKey: ON_CALL,
    queryFn: ({ signal }) => get<OnCallPlan>('/api/on-call', {}, signal),
    refetchInterval: 60_000,
    refetchOnWindowFocus: true,
  });
}

export function useAddShift() {
  return useChange((shift: OnCallRequest) => post('/api/on-call', shift));
}

export function useRemoveShift() {
  return useChange((shift: string) => del(at`/api/on-call/${shift}`));
}

export function useHandOver(shift: string) {
  return useChange((person_id: string) => post(at`/api/on-call/${shift}/hand-over`, { person_id }));
}

function useChange<Request>(change: (request: Request) => Promise<void>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: ON_CALL }) });
}
