import type { Asked, LastSaid, Said } from '../../../api/types';

export type Question = Asked['questions'][number];

/** What was answered so far; null: not yet. */
export interface Draft {
  at_home: boolean | null;
  state: string;
  address: string;
  phone: string;
  /** Of a minor: whether somebody of age is reachable now, and who. */
  adult: boolean | null;
  adult_name: string;
  adult_phone: string;
  alone: boolean | null;
  driving: boolean | null;
  agreed: boolean | null;
}

/** Where they were and their number as last time; what depends on the moment is asked anew. */
export function draftFrom(last: LastSaid | null): Draft {
  const place = last ?? { at_home: null, state: '', address: '', phone: '', adult_name: '', adult_phone: '' };
  return { ...place, adult: null, alone: null, driving: null, agreed: null };
}

/** Another kind of place is another address; the state most likely is the same. */
export function moved(draft: Draft, at_home: boolean, last: LastSaid | null): Draft {
  return { ...draft, at_home, address: last?.at_home === at_home ? last.address : '' };
}

const DIGITS = 7;
const NUMBER = /^[0-9 +().#*x/-]{5,40}$/;

const isNumber = (phone: string) => NUMBER.test(phone.trim()) && phone.replace(/\D/g, '').length >= DIGITS;

const ANSWERED: Record<Question, (draft: Draft) => boolean> = {
  driving: ({ driving }) => driving !== null,
  place: ({ at_home, state }) => at_home !== null && state !== '',
  number: ({ phone }) => isNumber(phone),
  adult: (draft) => draft.adult === false || (draft.adult === true && draft.adult_name.trim() !== '' && isNumber(draft.adult_phone)),
  alone: ({ alone }) => alone !== null,
  agreement: ({ agreed }) => agreed !== null,
};

/** The questions that are still open. */
export function open(draft: Draft, questions: readonly Question[]): Question[] {
  return questions.filter((question) => !ANSWERED[question](draft));
}

/** A draft in which nothing is open, as it is sent. */
export function said(draft: Draft, agreement: string): Said {
  return {
    at_home: draft.at_home === true,
    state: draft.state,
    address: draft.address.trim(),
    phone: draft.phone.trim(),
    ...adultSaid(draft),
    alone: draft.alone === true,
    driving: draft.driving === true,
    agreed: draft.agreed === true,
    agreement,
  };
}

/** `adult` null: it was not asked. */
export function adultSaid({ adult, adult_name, adult_phone }: Pick<Draft, 'adult' | 'adult_name' | 'adult_phone'>) {
  return adult === true ? { adult, adult_name: adult_name.trim(), adult_phone: adult_phone.trim() } : { adult, adult_name: '', adult_phone: '' };
}

/** 'Same as last time': only offered where nothing of it wanted a private word. */
export function sameAs(last: LastSaid, agreement: string): Said {
  return { ...last, adult: last.adult_name === '' ? null : true, alone: true, driving: false, agreed: true, agreement };
}
