// What a client downloads to join: the entry, the join page and the session page with all they import
// statically, and the words of another language.
// Prints gzipped bytes per file and fails above the budget. Fonts and icons are not counted.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET = 250_000;
const ROOTS = ['index.html', 'src/pages/join/JoinPage.tsx', 'src/pages/session/SessionPage.tsx', 'src/texts/es.ts'];

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const files = new Set();
const seen = new Set();

function visit(key) {
  if (seen.has(key)) return;
  seen.add(key);
  const chunk = manifest[key];
  if (!chunk) throw new Error(`${key} is not in the manifest; was the client built?`);
  files.add(chunk.file);
  for (const sheet of chunk.css ?? []) files.add(sheet);
  for (const imported of chunk.imports ?? []) visit(imported);
}

ROOTS.forEach(visit);
let total = 0;
for (const file of files) {
  const bytes = gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
  total += bytes;
  console.log(`${String(bytes).padStart(8)}  ${file}`);
}
console.log(`${String(total).padStart(8)}  to join, gzipped; at most ${BUDGET}`);
if (total > BUDGET) process.exitCode = 1;
