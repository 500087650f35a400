import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, get, post, put } from './client';
import type { EraseRequest, HoldRequest, KeepingRuleRequest, Retention, RetentionPreview } from './types';

const RETENTION = ['retention'] as const;

export function useRetention() {
  return useQuery({ queryKey: RETENTION, queryFn: ({ signal }) => get<Retention>('/api/retention', {}, signal) });
}

/** What is kept of one client; asked anew each time, as it is what somebody decides by. */
export function useRetentionPreview(person: string) {
  return useQuery({
    queryKey: [...RETENTION, person],
    queryFn: ({ signal }) => get<RetentionPreview>(at`/api/retention/${person}`, {}, signal),
    gcTime: 0,
  });
}

export function useSetKeepingRule() {
  return useChange((rule: KeepingRuleRequest) => put<void>('/api/retention/rule', rule));
}

export function useLegalHold() {
  return useChange((hold: HoldRequest) => post<void>('/api/retention/holds', hold));
}

export function useReleaseHold(person: string) {
  return useChange((reason: string) => post<void>(at`/api/retention/${person}/release`, { reason }));
}

export function useErase(person: string) {
  return useChange((request: EraseRequest) => post<void>(at`/api/retention/${person}/erase`, request));
}

function useChange<Request>(change: (request: Request) => Promise<void>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: RETENTION }) });
}
