import { describe, expect, it } from 'vitest';
import { RowCounter } from './rows';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('rows of CSV', () => {
  it('are counted across pieces, and not where a cell has several lines', () => {
    const rows = new RowCounter();
    expect(rows.count(bytes('a,b\r\n1,"two\r\n'))).toBe(1);
    expect(rows.count(bytes('lines ""quoted"""\r\n3,4\r'))).toBe(2);
    expect(rows.count(bytes('\n'))).toBe(3);
  });
});
