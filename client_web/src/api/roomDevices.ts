import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, del, get, put } from './client';
import type { RoomDevice, RoomToday } from './types';

const of = (session: string) => ['room-devices', session] as const;

/** What this room is to do; asked often, so that it comes as soon as staff bring it in. */
export function useRoomToday() {
  return useQuery({
    queryKey: ['room-today'],
    queryFn: ({ signal }) => get<RoomToday>('/api/kiosk/room', {}, signal),
    refetchInterval: 3_000,
    refetchIntervalInBackground: true,
  });
}

/** The rooms that can take part in a session, and where each is now. */
export function useRoomDevices(session: string) {
  return useQuery({
    queryKey: of(session),
    queryFn: ({ signal }) => get<RoomDevice[]>(at`/api/sessions/${session}/room-devices`, {}, signal),
    refetchInterval: 15_000,
  });
}

/** Bring a room in to the session, or send it away. */
export function useMoveRoom(session: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ device, here }: { device: string; here: boolean }) => {
      const path = at`/api/sessions/${session}/room-devices/${device}`;
      return here ? put(path) : del(path);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: of(session) }),
  });
}
