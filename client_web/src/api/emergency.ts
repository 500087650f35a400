import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, del, get, post, put } from './client';
import type { EmergencyCard, EmergencyContactRequest, EmergencyTold } from './types';

/** Each opening is written down as an access: it is read once, and not again by itself. */
export function useEmergencyCard(client: string, session: string | null) {
  return useQuery({
    queryKey: ['emergency-card', client],
    queryFn: ({ signal }) =>
      get<EmergencyCard>(at`/api/clients/${client}/emergency-card`, { session: session ?? undefined }, signal),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** `null`: nobody any more. */
export function useSetEmergencyContact(client: string) {
  const queries = useQueryClient();
  const path = at`/api/clients/${client}/emergency-contact`;
  return useMutation({
    mutationFn: (contact: EmergencyContactRequest | null) => (contact === null ? del(path) : put(path, contact)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['emergency-card', client] }),
  });
}

export function useTold(client: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (told: EmergencyTold) => post(at`/api/clients/${client}/emergency-disclosures`, told),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['disclosures'] }),
  });
}
