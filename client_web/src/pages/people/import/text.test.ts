import { describe, expect, it } from 'vitest';
import { linesOf, textOf } from './text';

describe('a file', () => {
  it('is read as UTF-8, and as Windows writes it where it is not', () => {
    expect(textOf(new TextEncoder().encode('Åsa'))).toBe('Åsa');
    expect(textOf(Uint8Array.of(0xc5, 0x73, 0x61))).toBe('Åsa');
  });

  it('is read as UTF-16 where it begins with a byte order mark, and is no text where it has none', () => {
    expect(textOf(Uint8Array.of(0xff, 0xfe, 0xc5, 0, 0x73, 0, 0x61, 0))).toBe('Åsa');
    expect(textOf(Uint8Array.of(0xfe, 0xff, 0, 0xc5, 0, 0x73, 0, 0x61))).toBe('Åsa');
    expect(() => textOf(Uint8Array.of(0x41, 0, 0x73, 0, 0x61, 0))).toThrow();
    expect(() => textOf(Uint8Array.of(0x50, 0x4b, 3, 4, 0xa0, 0))).toThrow();
  });

  it('is parted into its rows, those over several lines too', () => {
    const csv = 'a,b\r\n1,"x\r\ny"\r\n\r\n2,z\r\n3,w\r\n';
    expect(linesOf(csv, [2, 5, 6], new Set([2, 6]))).toBe('a,b\r\n1,"x\r\ny"\r\n\r\n3,w\r\n');
    expect(linesOf(csv, [2, 5, 6], new Set([5]))).toBe('a,b\r\n2,z\r\n');
    expect(linesOf('a\n1\n2', [2, 3], new Set([3]))).toBe('a\r\n2\r\n');
  });
});
