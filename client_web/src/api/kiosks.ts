import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, del, get, post } from './client';
import type { Kiosk, KioskCode, KioskContact, KioskState, LateEntry, Scan, Scanned, SealedEntry } from './types';

const KIOSKS = ['kiosks'] as const;
const THIS_DEVICE = ['kiosk'] as const;
const LATE = ['kiosk', 'late'] as const;
const AWAY_MS = 10_000;
const ANSWER_WITHIN_MS = 5_000;

export function useKiosks() {
  return useQuery({
    queryKey: KIOSKS,
    queryFn: ({ signal }) => get<Kiosk[]>('/api/kiosks', {}, signal),
    refetchInterval: 15_000,
  });
}

export function useAddKiosk() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (device: { name: string; kind: Kiosk['kind']; site: string | null }) =>
      post<KioskCode>('/api/kiosks', device),
    onSuccess: () => queries.invalidateQueries({ queryKey: KIOSKS }),
  });
}

export function useRevokeKiosk() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (kiosk: string) => del(at`/api/kiosks/${kiosk}`),
    onSettled: () => queries.invalidateQueries({ queryKey: KIOSKS }),
  });
}

/** Whether this tablet is a kiosk, and of which clinic, as `ask` learns of the server. */
export function useKiosk(ask: () => Promise<KioskState>) {
  return useQuery({
    queryKey: THIS_DEVICE,
    queryFn: ask,
    refetchInterval: (query) => (query.state.status === 'error' ? AWAY_MS : 60_000),
    refetchOnReconnect: 'always',
  });
}

/** The server as a tablet needs it that may be offline: who does not answer in time is away. */
export const kioskServer = {
  state: () => get<KioskState>('/api/kiosk', {}, inTime()),
  deliver: (contact: KioskContact, entries: SealedEntry[]) =>
    post<{ entries: string[] }>('/api/kiosk/entries', { contact, entries }),
  scan: (scan: Scan) => post<Scanned>('/api/kiosk/scan', scan, inTime()),
};

/** What tablets took while they were offline and nobody was credited with. */
export function useLateEntries() {
  return useQuery({
    queryKey: LATE,
    queryFn: ({ signal }) => get<LateEntry[]>('/api/kiosk-entries', {}, signal),
    refetchInterval: 60_000,
  });
}

export function useSettle() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (entry: string) => del(at`/api/kiosk-entries/${entry}`),
    onSettled: () => queries.invalidateQueries({ queryKey: LATE }),
  });
}

function inTime(): AbortSignal {
  return AbortSignal.timeout(ANSWER_WITHIN_MS);
}

export function useEnrol() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => post<KioskState>('/api/kiosk/enrol', { code }),
    onSuccess: () => queries.invalidateQueries({ queryKey: THIS_DEVICE }),
  });
}
