/** Files as browsers give them. */

export const MOST_BYTES = 4 * 1024 * 1024;

/**
 * UTF-16 with a byte order mark ("Unicode Text" of a spreadsheet), UTF-8, or what spreadsheets on Windows write where the text
 * is not that. Throws for what is no text, as a spreadsheet's own file.
 */
export function textOf(bytes: ArrayBuffer | Uint8Array): string {
  const [first, second] = new Uint8Array(bytes);
  const text =
    first === 0xff && second === 0xfe
      ? new TextDecoder('utf-16le').decode(bytes)
      : first === 0xfe && second === 0xff
        ? new TextDecoder('utf-16be').decode(bytes)
        : ofBytes(bytes);
  if (text.includes('\0')) throw new TypeError('no text');
  return text;
}

function ofBytes(bytes: ArrayBuffer | Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** The headings and the wanted lines of a file, as they stand in it. `starts`: the line at which each row begins. */
export function linesOf(csv: string, starts: readonly number[], wanted: ReadonlySet<number>): string {
  const lines = csv.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  const first = starts[0] ?? lines.length + 1;
  const kept = lines.slice(0, first - 1).filter((line) => line.trim() !== '');
  starts.forEach((start, at) => {
    if (wanted.has(start)) kept.push(...lines.slice(start - 1, (starts[at + 1] ?? lines.length + 1) - 1));
  });
  return `${kept.filter((line, at) => line !== '' || at < kept.length - 1).join('\r\n')}\r\n`;
}

export function save(name: string, csv: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
