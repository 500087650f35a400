import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, get, post } from './client';
import { ApiProblem } from './problem';
import type { Correction, Sheet, Signatures, WaitingCount, WaitingSession } from './types';

const COUNT_EVERY = 60_000;
const OFTEN = 2_000;

/** Sessions with something to sign, the longest waiting first; with `everybodys`, for admins, of the whole clinic. */
export function useWaiting(everybodys: boolean) {
  return useQuery({
    queryKey: ['signing', 'waiting', everybodys],
    queryFn: ({ signal }) => get<WaitingSession[]>('/api/signing', everybodys ? { everybodys: 'true' } : {}, signal),
  });
}

export function useWaitingCount(enabled: boolean) {
  return useQuery({
    queryKey: ['signing', 'count'],
    queryFn: ({ signal }) => get<WaitingCount>('/api/signing/count', {}, signal),
    refetchInterval: COUNT_EVERY,
    enabled,
  });
}

export function useSheet(session: string) {
  return useQuery({
    queryKey: ['signing', 'sheet', session],
    queryFn: ({ signal }) => get<Sheet>(at`/api/signing/sessions/${session}`, {}, signal),
    refetchOnWindowFocus: false, // what is signed is what was read
    refetchInterval: ({ state: { error } }) => (isTooEarly(error) ? OFTEN : false),
  });
}

/** The records of a session that has just been ended are there a moment later. */
function isTooEarly(error: Error | null): boolean {
  return error instanceof ApiProblem && ['session_not_over', 'records_not_derived'].includes(error.document.code ?? '');
}

export function useSign(session: string) {
  const saved = useSaved();
  return useMutation({
    mutationFn: (batch: Signatures) => post(at`/api/signing/sessions/${session}/signatures`, batch),
    onSuccess: () => void saved(), // the form that waits for this would be gone before it could say what was signed
  });
}

export function useAmend(session: string, participant: string) {
  const saved = useSaved();
  return useMutation({
    mutationFn: (correction: Correction) =>
      post(at`/api/signing/sessions/${session}/participants/${participant}/amendments`, correction),
    onSuccess: saved,
  });
}

export function useDecide(session: string, amendment: string) {
  const saved = useSaved();
  return useMutation({
    mutationFn: (decision: { accepted: boolean; reason: string }) =>
      post(at`/api/signing/sessions/${session}/amendments/${amendment}/decision`, decision),
    onSuccess: saved,
  });
}

function useSaved() {
  const queries = useQueryClient();
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['signing'] }),
      queries.invalidateQueries({ queryKey: ['attendance'] }),
    ]);
  };
}
