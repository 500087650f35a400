import { describe, expect, it } from 'vitest';
import { linesOf, textOf } from './text';

describe('a file', () => {
  it('is read as UTF-8, and as Windows writes it where it is not', () => {
    expect(textOf(new TextEncoder().encode('Åsa'))).toBe('Åsa');
    expect(textOf(Uint8Array.of(0xc5, 0x73, 0x61))).toBe('Åsa');
  });

  it('is parted into its rows, those over several lines too', () => {
    const csv = 'a,b\r\n1,"x\r\ny"\r\n\r\n2,z\r\n3,w\r\n';
    expect(linesOf(csv, [2, 5, 6], new Set([2, 6]))).toBe('a,b\r\n1,"x\r\ny"\r\n\r\n3,w\r\n');
    expect(linesOf(csv, [2, 5, 6], new Set([5]))).toBe('a,b\r\n2,z\r\n');
    expect(linesOf('a\n1\n2', [2, 3], new Set([3]))).toBe('a\r\n2\r\n');
  });
});
