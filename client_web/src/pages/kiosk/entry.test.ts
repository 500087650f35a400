import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../../api/problem';
import { BLANK, LONGEST_CODE, next, refusalOf, type Entry, type EntryEvent } from './entry';

function after(...events: EntryEvent[]): Entry {
  return events.reduce(next, BLANK);
}

const digits = (code: string): EntryEvent[] => [...code].map((digit) => ({ type: 'digit', digit }));
const checkIn: EntryEvent = { type: 'send', action: 'check_in' };

describe('an entry at the door', () => {
  it('goes from digits to a thank-you that carries no code', () => {
    expect(after(...digits('40718'), checkIn)).toEqual({ step: 'sending', code: '40718', action: 'check_in' });
    expect(after(...digits('40718'), checkIn, { type: 'taken' })).toEqual({ step: 'taken', action: 'check_in' });
  });

  it('can be corrected', () => {
    expect(after(...digits('12'), { type: 'remove' }, ...digits('3'))).toEqual({ step: 'typing', code: '13' });
    expect(after({ type: 'remove' })).toEqual(BLANK);
  });

  it('is sent once, and never too short', () => {
    expect(after(...digits('123'), checkIn).step).toBe('typing');
    const sending = after(...digits('1234'), checkIn);
    expect(next(sending, { type: 'send', action: 'check_out' })).toBe(sending);
    expect(next(sending, { type: 'digit', digit: '5' })).toBe(sending);
  });

  it('takes no more digits than a code has', () => {
    expect(after(...digits('9'.repeat(40)))).toEqual({ step: 'typing', code: '9'.repeat(LONGEST_CODE) });
  });

  it('clears for the next person, but never while an answer is awaited', () => {
    expect(after(...digits('1234'), { type: 'clear' })).toEqual(BLANK);
    expect(after(...digits('1234'), checkIn, { type: 'clear' }).step).toBe('sending');
    expect(after(...digits('1234'), checkIn, { type: 'refused', refusal: 'unknown' }, { type: 'clear' })).toEqual(BLANK);
  });

  it('ignores an answer that comes too late', () => {
    expect(after({ type: 'taken' })).toBe(BLANK);
  });
});

describe('a refusal', () => {
  it('tells no more than the person at the door may know', () => {
    expect(refusalOf(new ApiProblem('signed_out', 401, {}))).toBe('unknown');
    expect(refusalOf(new ApiProblem('conflict', 409, {}))).toBe('nothing_on');
    expect(refusalOf(new ApiProblem('offline', 0, {}))).toBe('offline');
    expect(refusalOf(new ApiProblem('unexpected', 500, {}))).toBe('broken');
    expect(refusalOf(new TypeError('x'))).toBe('broken');
  });
});
