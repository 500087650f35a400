/** The same in an order that chance draws (Fisher and Yates). `random`: a number in [0, below). */
export function inDrawnOrder<Item>(items: readonly Item[], random: (below: number) => number = drawn): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = random(last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

function drawn(below: number): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! % below;
}
