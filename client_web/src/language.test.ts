import { expect, test } from 'vitest';
import { settle } from './language';

test.each([
  [null, ['en-US'], 'en'],
  [null, ['es-MX', 'en-US'], 'es'],
  [null, ['fr-FR', 'ES', 'en'], 'es'],
  [null, ['pt-BR'], 'en'],
  [null, [], 'en'],
  ['en', ['es'], 'en'],
  ['es', ['en'], 'es'],
  ['xx', ['es'], 'es'],
  ['toString', ['en'], 'en'],
])('chosen %s in a browser of %j is %s', (chosen, wanted, settled) => {
  expect(settle(chosen, wanted)).toBe(settled);
});
