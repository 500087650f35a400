import { useSyncExternalStore } from 'react';
import type { Store } from '../store';

/** A store's state; the component renders again whenever it changed. */
export function useStore<State extends object>(store: Store<State>): State {
  return useSyncExternalStore(store.subscribe, store.get);
}
