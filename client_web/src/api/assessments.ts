import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, get, post } from './client';
import type { Assessment, AssessmentRequest } from './types';

/** All versions, newest first. Each reading is written down as an access. */
export function useAssessments(client: string) {
  return useQuery({
    queryKey: ['assessments', client],
    queryFn: ({ signal }) => get<Assessment[]>(at`/api/clients/${client}/assessments`, {}, signal),
    refetchOnWindowFocus: false,
  });
}

/** Another version; an enrollment in which it ends changes rosters and hours as well. */
export function useAssess(client: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (made: AssessmentRequest) => post<Assessment>(at`/api/clients/${client}/assessments`, made),
    onSuccess: () => queries.invalidateQueries(),
  });
}
