import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, del, get, post } from './client';
import type { Kiosk, KioskCode, KioskState, Scan, Scanned } from './types';

const KIOSKS = ['kiosks'] as const;
const THIS_DEVICE = ['kiosk'] as const;

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
    mutationFn: (name: string) => post<KioskCode>('/api/kiosks', { name }),
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

/** Whether this tablet is a kiosk, and of which clinic. */
export function useKiosk() {
  return useQuery({
    queryKey: THIS_DEVICE,
    queryFn: ({ signal }) => get<KioskState>('/api/kiosk', {}, signal),
    refetchInterval: 60_000,
  });
}

export function useEnrol() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => post<KioskState>('/api/kiosk/enrol', { code }),
    onSuccess: () => queries.invalidateQueries({ queryKey: THIS_DEVICE }),
  });
}

export function useScan() {
  return useMutation({ mutationFn: (scan: Scan) => post<Scanned>('/api/kiosk/scan', scan) });
}
