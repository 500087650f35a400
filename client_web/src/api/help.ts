import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { at, del, get, post } from './client';
import type { HelpCall, OwnCall } from './types';

const HELP = ['help'] as const;
/** Without the socket; with it a page is there at once. */
const OFTEN = 10_000;
const AGAIN = 2_000;
const OWN_EVERY = 3_000;

/** Open calls for help that reach this member of staff. */
export function useHelp(enabled: boolean) {
  return useQuery({
    queryKey: HELP,
    queryFn: ({ signal }) => get<HelpCall[]>('/api/help', {}, signal),
    enabled,
    staleTime: 0,
    refetchInterval: OFTEN,
    refetchIntervalInBackground: true,
    refetchOnWindowFocus: true,
  });
}

/** The server says when there is something new, also to a page behind another tab, where timers hardly run. */
export function useLook(): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (typeof WebSocket === 'undefined') return;
    let socket: WebSocket;
    let again: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const look = () => ['help', 'attention'].forEach((read) => void queries.invalidateQueries({ queryKey: [read] }));
    const open = () => {
      socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/help/live`);
      socket.onmessage = look;
      socket.onclose = () => {
        if (!gone) again = setTimeout(open, AGAIN);
      };
    };
    open();
    return () => {
      gone = true;
      clearTimeout(again);
      socket.close();
    };
  }, [queries]);
}

export function useAnswerHelp() {
  return useChange((call: string) => post(at`/api/help/${call}/answer`));
}

export function useEndHelp() {
  return useChange((call: string) => post(at`/api/help/${call}/end`));
}

export function useCallHelp(session: string) {
  return useChange(() => post(at`/api/sessions/${session}/help`));
}

export function useCallOff(session: string) {
  return useChange(() => del(at`/api/sessions/${session}/help`));
}

/** A client's own call; asked for again while it is open, as somebody may have answered. */
export function useOwnCall(session: string) {
  return useQuery({
    queryKey: [...HELP, session],
    queryFn: ({ signal }) => get<OwnCall>(at`/api/sessions/${session}/help`, {}, signal),
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'none' ? OWN_EVERY : false),
  });
}

function useChange<Request = void>(change: (request: Request) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => Promise.all([HELP, ['sessions']].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
