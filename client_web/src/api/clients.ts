import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, get, post, put } from './client';
import type {
  AdmissionRequest,
  ClientDetail,
  ClientLines,
  ClientRequest,
  ClientSearch,
  DischargeRequest,
  Enrolled,
  ErrorRequest,
  MoveRequest,
  NewClient,
  NewClientRequest,
  Secret,
} from './types';

const CLIENTS = ['clients'] as const;

/** What is asked for goes in the body: names must not get into an address. */
export function useClients(search: ClientSearch) {
  return useInfiniteQuery({
    queryKey: [...CLIENTS, 'search', search],
    queryFn: ({ pageParam }) => post<ClientLines>('/api/clients/search', { ...search, after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export function useClient(client: string) {
  return useQuery({
    queryKey: [...CLIENTS, client],
    queryFn: ({ signal }) => get<ClientDetail>(at`/api/clients/${client}`, {}, signal),
  });
}

export function useAddClient() {
  return useChange((client: NewClientRequest) => post<NewClient>('/api/clients', client));
}

export function useChangeClient(client: string) {
  return useChange((changed: ClientRequest) => put<ClientDetail>(at`/api/clients/${client}`, changed));
}

/** `null`: one is made. */
export function useSetPin(client: string) {
  return useMutation({ mutationFn: (pin: string | null) => post<Secret>(at`/api/clients/${client}/pin`, { pin }) });
}

export function useSetCode(client: string) {
  return useMutation({ mutationFn: () => post<Secret>(at`/api/clients/${client}/code`) });
}

export function useAdmit(client: string) {
  return useChange((wish: AdmissionRequest) => post<Enrolled>(at`/api/clients/${client}/enrollments`, wish));
}

export function useMove(client: string, enrollment: string) {
  return useChange((wish: MoveRequest) => post<Enrolled>(at`/api/clients/${client}/enrollments/${enrollment}/moves`, wish));
}

export function useDischarge(client: string, enrollment: string) {
  return useChange((wish: DischargeRequest) =>
    post<Enrolled>(at`/api/clients/${client}/enrollments/${enrollment}/discharge`, wish),
  );
}

export function useEnteredInError(client: string, enrollment: string) {
  return useChange((wish: ErrorRequest) => post<Enrolled>(at`/api/clients/${client}/enrollments/${enrollment}/error`, wish));
}

/** Hours, rosters and lists of programs rest on enrollments as well. */
function useChange<Request, Answer>(change: (request: Request) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries() });
}
