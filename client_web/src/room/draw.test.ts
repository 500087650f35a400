import { expect, it } from 'vitest';
import { inDrawnOrder } from './draw';

it('keeps everybody once, in the order that chance drew', () => {
  expect(inDrawnOrder(['a', 'b', 'c', 'd'], () => 0)).toEqual(['b', 'c', 'd', 'a']);
  expect(inDrawnOrder(['a', 'b', 'c', 'd'], (below) => below - 1)).toEqual(['a', 'b', 'c', 'd']);
  expect([...inDrawnOrder(['a', 'b', 'c', 'd'])].sort()).toEqual(['a', 'b', 'c', 'd']);
});
