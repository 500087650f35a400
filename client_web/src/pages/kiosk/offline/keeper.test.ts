import { describe, expect, it, vi } from 'vitest';
import type { KioskState, SealedEntry } from '../../../api/types';
import { CannotKeep, Keeper, MOST, MOST_IN_A_MINUTE } from './keeper';
import type { Remembered, Store } from './store';

const STATE: KioskState = { enrolled: true, clinic: 'Cedar', phone: null, id: 'k1', kind: 'door', name: 'Front door', seal_key: 'KEY', now: 1_000 };

function memory(): Store & { entries: Map<string, SealedEntry> } {
  const entries = new Map<string, SealedEntry>();
  let state: Remembered | null = null;
  return {
    entries,
    remembered: async () => state,
    remember: async (what) => void (state = what),
    add: async (entry) => void entries.set(entry.id, entry),
    first: async (count) => [...entries.values()].slice(0, count),
    count: async () => entries.size,
    remove: async (ids) => ids.forEach((id) => entries.delete(id)),
  };
}

function tablet(state: KioskState = STATE) {
  const store = memory();
  const server = {
    state: vi.fn(async () => state),
    deliver: vi.fn(async (_: unknown, entries: SealedEntry[]) => ({ entries: entries.map((entry) => entry.id) })),
  };
  const keeper = new Keeper(store, server, async (key, text, label) => `${key}|${label}|${text}`);
  return { store, server, keeper };
}

describe('what a tablet keeps while the server is away', () => {
  it('is sealed, and delivered once the server is back', async () => {
    const { store, server, keeper } = tablet();
    await keeper.ask();
    await keeper.keep('4071', 'check_in', 'a');
    const [entry] = [...store.entries.values()];
    expect(entry?.sealed).toMatch(/^KEY\|a\|.*"code":"4071 {28}","action":"check_in"/);
    expect(entry?.sealed).toContain('"server":1000');
    await Promise.all([keeper.deliver(), keeper.deliver()]);
    expect(server.deliver).toHaveBeenCalledOnce();
    expect(store.entries.size).toBe(0);
  });

  it('stays until the server has confirmed it', async () => {
    const { store, server, keeper } = tablet();
    await keeper.ask();
    await keeper.keep('4071', 'check_in', 'a');
    server.deliver.mockRejectedValueOnce(new Error('away'));
    await expect(keeper.deliver()).rejects.toThrow('away');
    expect(store.entries.size).toBe(1);
    await keeper.deliver();
    expect(store.entries.size).toBe(0);
  });

  it('stays when the tablet was revoked, and nothing more is kept', async () => {
    const { store, server, keeper } = tablet();
    await keeper.ask();
    await keeper.keep('4071', 'check_in', 'a');
    server.state.mockResolvedValue({ ...STATE, enrolled: false, id: null, clinic: null, seal_key: null });
    await keeper.deliver();
    expect(server.deliver).not.toHaveBeenCalled();
    expect(store.entries.size).toBe(1);
    await expect(keeper.keep('4071', 'check_in', 'b')).rejects.toThrow(CannotKeep);
  });

  it('is bounded in a minute and in all', async () => {
    const { store, keeper } = tablet();
    await keeper.ask();
    for (let number = 0; number < MOST_IN_A_MINUTE; number += 1) await keeper.keep('1111', 'check_in', `n${number}`);
    await expect(keeper.keep('1111', 'check_in', 'more')).rejects.toThrow('too_many');
    const another = new Keeper(store, { state: async () => STATE, deliver: async () => ({ entries: [] }) }, async () => '');
    for (let number = 0; number < MOST; number += 1) store.entries.set(`m${number}`, { id: `m${number}`, sealed: '' });
    await expect(another.keep('1111', 'check_in', 'more')).rejects.toThrow('full');
  });
});
