// @vitest-environment node
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { themeStyleSheet } from './variables';

const file = new URL('./variables.css', import.meta.url);

test('variables.css is what theme.ts says (npm run theme writes it)', () => {
  const sheet = themeStyleSheet();
  if (process.env.WRITE_THEME) writeFileSync(file, sheet);
  expect(readFileSync(file, 'utf8')).toBe(sheet);
});
