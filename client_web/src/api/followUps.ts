import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, get, post, put } from './client';
import type { FollowUpCount, FollowUpDone, FollowUpRequest, FollowUpRules, FollowUpRulesRequest, FollowUps } from './types';

const FOLLOW_UPS = ['follow-ups'] as const;

export function useFollowUps() {
  return useQuery({ queryKey: FOLLOW_UPS, queryFn: ({ signal }) => get<FollowUps>('/api/follow-ups', {}, signal) });
}

/** How many clients nobody has seen to. */
export function useFollowUpCount(enabled: boolean) {
  return useQuery({
    queryKey: [...FOLLOW_UPS, 'count'],
    queryFn: ({ signal }) => get<FollowUpCount>('/api/follow-ups/count', {}, signal),
    enabled,
  });
}

export function useFollowUpDone() {
  return useChange((done: FollowUpRequest) => post<FollowUpDone>('/api/follow-ups', done));
}

export function useSetFollowUpRules(program: string) {
  return useChange((rules: FollowUpRulesRequest) => put<FollowUpRules>(at`/api/follow-ups/${program}/rules`, rules));
}

function useChange<Request, Answer>(change: (request: Request) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: FOLLOW_UPS }) });
}
