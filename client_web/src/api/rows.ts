const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** Counts the rows of CSV as its bytes come: a line's end inside quotes is none. */
export class RowCounter {
  private rows = 0;
  private quoted = false;

  /** All rows so far. */
  count(bytes: Uint8Array): number {
    for (const byte of bytes) {
      if (byte === QUOTE) this.quoted = !this.quoted;
      else if (byte === LINE_FEED && !this.quoted) this.rows += 1;
    }
    return this.rows;
  }
}
