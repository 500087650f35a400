import { describe, expect, it } from 'vitest';
import { loudness } from './level';
import { DEFAULTS, loadPreferences, savePreferences } from './preferences';
import { deviceProblem } from './problems';
import { sessionId } from './sdp';
import { Speaking } from './speaking';

describe('who speaks', () => {
  it('is ringed while loud and a moment after, the latest first', () => {
    const speaking = new Speaking();
    expect(speaking.update([['ada', 0.1], ['ben', 0]], 0)).toEqual(['ada']);
    expect(speaking.update([['ada', 0], ['ben', 0.2]], 500)).toEqual(['ben', 'ada']);
    expect(speaking.update([['ben', 0]], 1_000)).toEqual(['ben']);
    expect(speaking.update([], 2_000)).toEqual([]);
  });
});

describe('loudness', () => {
  it('is nothing in silence and full in a shout', () => {
    expect(loudness(new Float32Array(512))).toBe(0);
    expect(loudness(new Float32Array(512).fill(0.9))).toBe(1);
    const speech = loudness(new Float32Array(512).fill(0.03));
    expect(speech).toBeGreaterThan(0.3);
    expect(speech).toBeLessThan(0.9);
  });
});

describe('remembered preferences', () => {
  const storage = (text: string | null) => ({ getItem: () => text });
  it('survive missing, broken and foreign values', () => {
    expect(loadPreferences(storage(null))).toEqual(DEFAULTS);
    expect(loadPreferences(storage('{broken'))).toEqual(DEFAULTS);
    expect(loadPreferences(storage('{"camera": 5, "layout": "circle", "cameraOn": false, "evil": 1}'))).toEqual({
      ...DEFAULTS,
      cameraOn: false,
    });
  });
  it('cost nothing but memory when storage is full', () => {
    const full = {
      setItem: () => {
        throw new DOMException('', 'QuotaExceededError');
      },
    };
    expect(() => savePreferences(DEFAULTS, full)).not.toThrow();
  });
});

describe('device problems', () => {
  it('come from the names that browsers use', () => {
    const of = (name: string) => deviceProblem(new DOMException('', name));
    expect(['NotAllowedError', 'NotFoundError', 'NotReadableError', 'InsecureContextError'].map(of)).toEqual([
      'denied',
      'absent',
      'busy',
      'insecure',
    ]);
    expect(deviceProblem('odd')).toBe('failed');
  });
});

describe('a session description', () => {
  it('has its session id in the o= line', () => {
    expect(sessionId('v=0\r\no=- 4711 2 IN IP4 127.0.0.1\r\ns=-\r\n')).toBe('4711');
    expect(sessionId('')).toBe('');
  });
});
