import type { KioskContact, KioskState, Scan, SealedEntry } from '../../../api/types';
import { clocks, contact } from './clocks';
import { seal } from './seal';
import type { Remembered, Store } from './store';

export interface Server {
  state: () => Promise<KioskState>;
  deliver: (contact: KioskContact, entries: SealedEntry[]) => Promise<{ entries: string[] }>;
}

export const MOST = 500;
export const MOST_IN_A_MINUTE = 20;
const AT_ONCE = 50;
const LONGEST_CODE = 32;
const MINUTE_MS = 60_000;

/** Why nothing can be kept. */
export class CannotKeep extends Error {
  constructor(readonly why: 'too_many' | 'full' | 'unknown_clinic') {
    super(why);
  }
}

/** Keeps entries while the server is away, and delivers them when it is back: each at least once, which counts once. */
export class Keeper {
  private recent: number[] = [];
  private delivering: Promise<void> | null = null;

  constructor(
    private readonly store: Store,
    private readonly server: Server,
    private readonly sealed = seal,
  ) {}

  /** What the server says that this tablet is; remembered for when it is away. */
  async ask(): Promise<KioskState> {
    const [state] = await this.contact();
    return state;
  }

  remembered(): Promise<Remembered | null> {
    return this.store.remembered();
  }

  waiting(): Promise<number> {
    return this.store.count();
  }

  /** On the disk when it returns. Right codes and wrong ones are kept alike; nobody here can tell them apart. */
  async keep(code: string, action: Scan['action'], id: string): Promise<void> {
    const at = clocks();
    const known = await this.store.remembered();
    if (known === null) throw new CannotKeep('unknown_clinic');
    this.recent = this.recent.filter((ticks) => at.ticks - ticks < MINUTE_MS);
    if (this.recent.length >= MOST_IN_A_MINUTE) throw new CannotKeep('too_many');
    if ((await this.store.count()) >= MOST) throw new CannotKeep('full');
    this.recent.push(at.ticks);
    const text = { kiosk: known.id, code: code.padEnd(LONGEST_CODE), action, at, before: known.contact };
    await this.store.add({ id, sealed: await this.sealed(known.sealKey, JSON.stringify(text), id) });
  }

  /** All that waits. Rejected when the server is away again; what it has not confirmed stays. */
  deliver(): Promise<void> {
    this.delivering ??= this.deliverAll().finally(() => (this.delivering = null));
    return this.delivering;
  }

  private async deliverAll(): Promise<void> {
    for (let entries = await this.store.first(AT_ONCE); entries.length > 0; entries = await this.store.first(AT_ONCE)) {
      const [state, now] = await this.contact();
      if (!state.enrolled) return;
      const { entries: kept } = await this.server.deliver(now, entries);
      if (kept.length === 0) return;
      await this.store.remove(kept);
    }
  }

  private async contact(): Promise<[KioskState, KioskContact]> {
    const [state, now] = await contact(this.server.state);
    const { id, clinic, phone, seal_key: sealKey } = state;
    const known = state.kind === 'door' && id !== null && clinic !== null && sealKey !== null;
    await this.store.remember(known ? { id, clinic, phone, sealKey, contact: now } : null);
    return [state, now];
  }
}
