import { beforeAll, expect, test } from 'vitest';
import * as clinic from './clinic';
import { texts } from './en';

/** Every text by its path; of those with values in them, how many. */
function textsOf(node: unknown, path = ''): Map<string, string> {
  if (typeof node === 'string') return new Map([[path, node]]);
  if (typeof node === 'function') return new Map([[`${path}(${node.length})`, '']]);
  const all = new Map<string, string>();
  for (const [name, value] of Object.entries(node as object))
    for (const entry of textsOf(value, `${path}.${name}`)) all.set(...entry);
  return all;
}

const all = { join: texts, clinic };
let english: Map<string, string>;

beforeAll(async () => {
  english = textsOf(all);
  await Promise.all([import('./es'), import('./clinic.es')]);
});

test('Spanish has the same texts as English, those in records by code too', () => {
  expect([...textsOf(all).keys()].sort()).toEqual([...english.keys()].sort());
});

test('no text is empty in Spanish where English has words', () => {
  expect([...textsOf(all)].filter(([path, words]) => words === '' && english.get(path) !== '')).toEqual([]);
});

/** Words that are the same in both languages; anything else that is, was forgotten. */
const SHARED = ['Chat', 'Individual', 'Plan', 'Video'];
/** What consents and exports are matched by. */
const TERMS = /\.(generalRecipient|purposes|ownCopy|theClient)\b/;

test('nothing was left in English', () => {
  const same = [...textsOf(all)].filter(([path, words]) => /[a-z]{4}/.test(words) && english.get(path) === words);
  expect(same.filter(([path, words]) => !SHARED.includes(words) && !TERMS.test(path))).toEqual([]);
});
