// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const PURE = ['protocol', 'signaling', 'media', 'room'];
const FORBIDDEN = /from '(react|react-dom|@mantine|@tanstack|wouter|.*\/(hooks|components|pages)\/)/;

test.each(PURE)('src/%s knows nothing of React', (folder) => {
  const root = new URL(`./${folder}/`, import.meta.url);
  const files = readdirSync(root).filter((name) => name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((name) => FORBIDDEN.test(readFileSync(new URL(name, root), 'utf8')))).toEqual([]);
});
