import { ApiProblem } from '../../api/problem';
import type { Scan } from '../../api/types';
import { CannotKeep } from './offline/keeper';

export type Action = Scan['action'];

/** Why a code was not taken, as far as whoever stands there may know. */
export type Refusal = 'unknown' | 'nothing_on' | 'too_many' | 'offline' | 'broken';

/** What the tablet shows. No step knows who it is for. */
export type Entry =
  | { step: 'typing'; code: string }
  | { step: 'sending'; code: string; action: Action }
  | { step: 'taken'; action: Action }
  | { step: 'noted' }
  | { step: 'refused'; refusal: Refusal };

export type EntryEvent =
  | { type: 'digit'; digit: string }
  | { type: 'remove' }
  | { type: 'send'; action: Action }
  | { type: 'taken' }
  | { type: 'noted' }
  | { type: 'refused'; refusal: Refusal }
  | { type: 'clear' };

export const SHORTEST_CODE = 4;
export const LONGEST_CODE = 12;
export const BLANK: Entry = { step: 'typing', code: '' };

/** How long each step stays before the tablet clears itself for the next person, in ms. Null: until it is answered. */
export const STAYS_MS: Record<Entry['step'], number | null> = {
  typing: 20_000,
  sending: null,
  taken: 4_000,
  noted: 4_000,
  refused: 8_000,
};

/** The next step. An event that does not fit the step changes nothing. */
export function next(entry: Entry, event: EntryEvent): Entry {
  switch (event.type) {
    case 'clear':
      return entry.step === 'sending' ? entry : BLANK;
    case 'digit':
      return typed(entry, (code) => (code + event.digit).slice(0, LONGEST_CODE));
    case 'remove':
      return typed(entry, (code) => code.slice(0, -1));
    case 'send':
      return canSend(entry) ? { step: 'sending', code: entry.code, action: event.action } : entry;
    case 'taken':
      return entry.step === 'sending' ? { step: 'taken', action: entry.action } : entry;
    case 'noted':
      return entry.step === 'sending' ? { step: 'noted' } : entry;
    case 'refused':
      return entry.step === 'sending' ? { step: 'refused', refusal: event.refusal } : entry;
  }
}

export function canSend(entry: Entry): entry is Extract<Entry, { step: 'typing' }> {
  return entry.step === 'typing' && entry.code.length >= SHORTEST_CODE;
}

/** The server cannot be reached, or cannot store anything now. */
export function isAway(error: unknown): boolean {
  if (error instanceof DOMException) return error.name === 'TimeoutError';
  return error instanceof ApiProblem && (error.kind === 'offline' || error.kind === 'unavailable');
}

export function refusalOf(error: unknown): Refusal {
  if (error instanceof CannotKeep) return error.why === 'too_many' ? 'too_many' : 'offline';
  if (!(error instanceof ApiProblem)) return 'broken';
  switch (error.kind) {
    case 'signed_out':
    case 'not_found':
    case 'invalid':
      return 'unknown';
    case 'conflict':
      return 'nothing_on';
    case 'too_many':
      return 'too_many';
    case 'offline':
    case 'unavailable':
      return 'offline';
    default:
      return 'broken';
  }
}

function typed(entry: Entry, change: (code: string) => string): Entry {
  return entry.step === 'typing' ? { step: 'typing', code: change(entry.code) } : entry;
}
