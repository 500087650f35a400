import type { KioskContact, SealedEntry } from '../../../api/types';

/** What the tablet must know to take codes without the server. */
export interface Remembered {
  id: string;
  clinic: string;
  phone: string | null;
  sealKey: string;
  contact: KioskContact;
}

/** What outlives a reload of the tablet. Whoever steals it finds the clinic's name and number, and nothing readable. */
export interface Store {
  remembered: () => Promise<Remembered | null>;
  remember: (what: Remembered | null) => Promise<void>;
  add: (entry: SealedEntry) => Promise<void>;
  first: (count: number) => Promise<SealedEntry[]>;
  count: () => Promise<number>;
  remove: (ids: readonly string[]) => Promise<void>;
}

const STATE = 'state';
const ENTRIES = 'entries';
const THE_ONE = 'kiosk';

/** IndexedDB; each promise is kept when it is on the disk. Rejected where the browser keeps nothing. */
export function browserStore(): Store {
  let opened: Promise<IDBDatabase> | null = null;
  const database = () => (opened ??= open());

  async function run<Value>(
    name: string,
    mode: IDBTransactionMode,
    act: (store: IDBObjectStore) => IDBRequest<Value> | null,
  ): Promise<Value | undefined> {
    const transaction = (await database()).transaction(name, mode, { durability: 'strict' });
    const request = act(transaction.objectStore(name));
    return new Promise<Value | undefined>((resolve, reject) => {
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
      transaction.onerror = () => reject(transaction.error ?? new Error('refused'));
    });
  }

  return {
    remembered: async () => (await run<Remembered>(STATE, 'readonly', (all) => all.get(THE_ONE))) ?? null,
    remember: async (what) => {
      await run(STATE, 'readwrite', (all) => {
        if (what === null) all.delete(THE_ONE);
        else all.put(what, THE_ONE);
        return null;
      });
    },
    add: async (entry) => {
      await run(ENTRIES, 'readwrite', (all) => all.put(entry));
    },
    first: async (count) => (await run<SealedEntry[]>(ENTRIES, 'readonly', (all) => all.getAll(null, count))) ?? [],
    count: async () => (await run(ENTRIES, 'readonly', (all) => all.count())) ?? 0,
    remove: async (ids) => {
      await run(ENTRIES, 'readwrite', (all) => {
        for (const id of ids) all.delete(id);
        return null;
      });
    },
  };
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('kiosk', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STATE);
      request.result.createObjectStore(ENTRIES, { keyPath: 'id' });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('refused'));
  });
}
