/** A value that can be watched; the shape that React's `useSyncExternalStore` asks for, and no more. */
export class Store<State extends object> {
  private readonly listeners = new Set<() => void>();

  constructor(private value: State) {}

  get = (): State => this.value;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(part: Partial<State>): void {
    const changed = (Object.keys(part) as (keyof State)[]).some((key) => !Object.is(part[key], this.value[key]));
    if (!changed) return;
    this.value = { ...this.value, ...part };
    for (const listener of this.listeners) listener();
  }
}
