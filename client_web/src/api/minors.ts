import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, del, get, post, put } from './client';
import type { ConsentAge, ConsentAgeRequest, GuardianRequest, Minor, TreatmentConsentRequest } from './types';

/** Whether a client is a minor today, their guardians, and who consented to treatment. Reading is written down. */
export function useMinor(client: string) {
  return useQuery({
    queryKey: ['minor', client],
    queryFn: ({ signal }) => get<Minor>(at`/api/clients/${client}/minor`, {}, signal),
    refetchOnWindowFocus: false,
  });
}

export function useAddGuardian(client: string) {
  return useChange(client, (guardian: GuardianRequest) => post<Minor>(at`/api/clients/${client}/guardians`, guardian));
}

export function useEndGuardian(client: string) {
  return useChange(client, (guardian: string) => del(at`/api/clients/${client}/guardians/${guardian}`));
}

export function useTreatmentConsent(client: string) {
  return useChange(client, (consent: TreatmentConsentRequest) => post<Minor>(at`/api/clients/${client}/treatment-consents`, consent));
}

export function useWithdrawTreatmentConsent(client: string) {
  return useChange(client, (consent: string) => del(at`/api/clients/${client}/treatment-consents/${consent}`));
}

function useChange<Request, Answer>(client: string, change: (request: Request) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries({ queryKey: ['minor', client] }) });
}

/** From which age minors consent alone, by state; of others nothing is known. */
export function useConsentAges() {
  return useQuery({ queryKey: ['consent-ages'], queryFn: ({ signal }) => get<ConsentAge[]>('/api/consent-ages', {}, signal) });
}

export function useSetConsentAge() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (ages: ConsentAgeRequest) => put('/api/consent-ages', ages),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['consent-ages'] }),
  });
}
