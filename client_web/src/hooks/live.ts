import { createContext, useContext } from 'react';
import type { OwnDevices, OwnState } from '../media/own';
import type { LiveRoom } from '../room/live';
import type { RoomState } from '../room/state';
import { useStore } from './useStore';

export interface LiveContextValue {
  live: LiveRoom;
  devices: OwnDevices;
}

export const LiveContext = createContext<LiveContextValue | null>(null);

/** The live room that the page takes part in. */
export function useLive(): LiveContextValue {
  const value = useContext(LiveContext);
  if (!value) throw new Error('useLive is for components inside a live session');
  return value;
}

export function useRoom(): RoomState {
  return useStore(useLive().live.store);
}

export function useOwn(): OwnState {
  return useStore(useLive().devices.store);
}
