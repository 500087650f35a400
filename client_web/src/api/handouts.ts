import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, del, get, getFile, postForm } from './client';
import type { Handout } from './types';

const HANDOUTS = ['handouts'] as const;

/** Of the session and of its program. */
export function useHandouts(session: string) {
  return useQuery({
    queryKey: [...HANDOUTS, session],
    queryFn: ({ signal }) => get<Handout[]>(at`/api/sessions/${session}/handouts`, {}, signal),
    staleTime: 0,
  });
}

/** Of a program alone, which every session of it has. */
export function useProgramHandouts(program: string) {
  return useQuery({
    queryKey: [...HANDOUTS, 'program', program],
    queryFn: ({ signal }) => get<Handout[]>(at`/api/programs/${program}/handouts`, {}, signal),
    staleTime: 0,
  });
}

export function useAddHandout(session: string) {
  return useAdd(at`/api/sessions/${session}/handouts`);
}

export function useAddProgramHandout(program: string) {
  return useAdd(at`/api/programs/${program}/handouts`);
}

function useAdd(path: string) {
  return useChange(({ title, file }: { title: string; file: File }) => {
    const form = new FormData();
    form.append('title', title);
    form.append('file', file);
    return postForm<Handout>(path, form);
  });
}

export function useRemoveHandout() {
  return useChange((handout: string) => del(at`/api/handouts/${handout}`));
}

/** Read by the page itself: a client's cookie alone opens nothing. The address ends with the page. */
export async function handoutAddress(session: string, handout: string): Promise<string> {
  return URL.createObjectURL(await handoutFile(session, handout));
}

export function handoutFile(session: string, handout: string): Promise<Blob> {
  return getFile(at`/api/sessions/${session}/handouts/${handout}/file`);
}

/** On the wall of the clinic's room, of the session that it takes part in. */
export function wallHandoutFile(handout: string): Promise<Blob> {
  return getFile(at`/api/kiosk/room/handouts/${handout}/file`);
}

function useChange<Request>(change: (request: Request) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: HANDOUTS }) });
}
