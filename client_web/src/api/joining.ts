import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, get, post, put } from './client';
import type { Asked, Said, Told } from './types';

const key = (session: string) => ['asked', session];

/** What this client is asked before waiting. Not asked for again by itself: it would change under their fingers. */
export function useAsked(session: string, enabled: boolean) {
  return useQuery({
    queryKey: key(session),
    queryFn: ({ signal }) => get<Asked>(at`/api/sessions/${session}/answers`, {}, signal),
    enabled,
    staleTime: Infinity,
  });
}

/** The client's answers, durable once it succeeds. */
export function useAnswer(session: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (said: Said) => post(at`/api/sessions/${session}/answers`, said),
    onSuccess: (_, { at_home, state, address, phone, adult_name = '', adult_phone = '' }) =>
      queries.setQueryData<Asked>(
        key(session),
        (asked) => asked && { ...asked, answered: true, can_repeat: false, last: { at_home, state, address, phone, adult_name, adult_phone } },
      ),
  });
}

/** Staff write down what a client told them. */
export function useTold(session: string, participant: string) {
  return useMutation({ mutationFn: (told: Told) => put(at`/api/sessions/${session}/answers/${participant}`, told) });
}
