import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, del, get, post, put } from './client';
import type { AddToRoster, Candidate, KeepApartPair, KeepApartRequest, MakeUpOffer, RosterDecision, RosterPlan } from './types';

/** Who is expected at a session and why, who is left out, what is over the policy. */
export function useRosterPlan(session: string) {
  return useQuery({
    queryKey: ['session', session, 'plan'],
    queryFn: ({ signal }) => get<RosterPlan>(at`/api/sessions/${session}/roster-plan`, {}, signal),
  });
}

export function useCandidates(session: string) {
  return useQuery({
    queryKey: ['session', session, 'candidates'],
    queryFn: ({ signal }) => get<Candidate[]>(at`/api/sessions/${session}/roster-plan/candidates`, {}, signal),
  });
}

export function useMakeUps(session: string, person: string) {
  return useQuery({
    queryKey: ['session', session, 'make-ups', person],
    queryFn: ({ signal }) => get<MakeUpOffer[]>(at`/api/sessions/${session}/roster-plan/${person}/make-ups`, {}, signal),
  });
}

/** Put somebody on a roster; which one comes with it, since a make-up is at another session. */
export function useAddToRoster() {
  return useChange(({ session, ...wish }: AddToRoster & { session: string }) =>
    post(at`/api/sessions/${session}/roster-plan`, wish),
  );
}

export function useDecide(session: string, person: string) {
  return useChange((wish: Pick<RosterDecision, 'kind' | 'reason'>) =>
    put(at`/api/sessions/${session}/roster-plan/${person}`, wish),
  );
}

export function useUndoDecision(session: string) {
  return useChange((person: string) => del(at`/api/sessions/${session}/roster-plan/${person}`));
}

export function useKeepApart(client: string) {
  return useQuery({
    queryKey: ['clients', client, 'kept-apart'],
    queryFn: ({ signal }) => get<KeepApartPair[]>(at`/api/clients/${client}/kept-apart`, {}, signal),
  });
}

export function useKeepApartChoices(client: string) {
  return useQuery({
    queryKey: ['clients', client, 'kept-apart', 'choices'],
    queryFn: ({ signal }) => get<Candidate[]>(at`/api/clients/${client}/kept-apart/choices`, {}, signal),
  });
}

export function useAddKeepApart(client: string) {
  return useChange((wish: KeepApartRequest) => post(at`/api/clients/${client}/kept-apart`, wish));
}

export function useEndKeepApart(client: string) {
  return useChange((pair: string) => del(at`/api/clients/${client}/kept-apart/${pair}`));
}

/** One roster's change changes those of other sessions as well. */
function useChange<Request, Answer>(change: (request: Request) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries() });
}
