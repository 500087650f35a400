import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, get, post } from './client';
import type { PolicyDraft, PolicyHolders, PolicyPreview, PolicyRules, Policy, PolicyScope } from './types';

const POLICIES = ['policies'] as const;

export function usePolicies() {
  return useQuery({
    queryKey: POLICIES,
    queryFn: ({ signal }) => get<PolicyHolders>('/api/policies', {}, signal),
  });
}

export function usePolicy(scope: PolicyScope, holder: string) {
  return useQuery({
    queryKey: [...POLICIES, scope, holder],
    queryFn: ({ signal }) => get<Policy>(at`/api/policies/${scope}/${holder}`, {}, signal),
  });
}

export function useSavePolicy(scope: PolicyScope, holder: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (draft: PolicyDraft) => post<{ version: number }>(at`/api/policies/${scope}/${holder}`, draft),
    onSettled: () => queries.invalidateQueries({ queryKey: POLICIES }),
  });
}

/** What rules would change on these days, both included. */
export function previewPolicy(
  scope: PolicyScope,
  holder: string,
  rules: PolicyRules,
  from: string,
  to: string,
): Promise<PolicyPreview> {
  return post<PolicyPreview>(at`/api/policies/${scope}/${holder}/preview`, { rules, from, to });
}
