import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { post, rememberTab } from '../../api/client';
import { ApiProblem } from '../../api/problem';
import type { components } from '../../protocol/openapi';

type Schemas = components['schemas'];
export type Offer = Schemas['GuestOffer'];

/** What the invitation leads to. In the browser that has accepted it, its session goes on in this tab too. */
export function useOffer(token: string) {
  return useQuery({
    queryKey: ['guest', token],
    queryFn: async () => {
      const offer = await post<Offer>('/api/guest', { token });
      if (offer.tab !== null) rememberTab(offer.tab);
      return offer;
    },
    enabled: token !== '',
    retry: false,
    staleTime: Infinity,
  });
}

export function useAccept() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (acceptance: Schemas['GuestAcceptance']) => post<Schemas['Joined']>('/api/guest/accept', acceptance),
    onSuccess: (joined) => {
      rememberTab(joined.tab);
      queries.removeQueries();
    },
  });
}

/** Why an invitation opens nothing; null: it may, later. */
export function refusal(error: Error): 'used' | 'gone' | null {
  if (!(error instanceof ApiProblem)) return null;
  if (error.document.code === 'used') return 'used';
  return ['gone', 'signed_out', 'not_found', 'invalid'].includes(error.kind) ? 'gone' : null;
}
