import type {
  Consent,
  ExportBasis,
  ExportFormat,
  ExportRequest,
  LeftOut,
  NamedInConsents,
  Person,
} from '../../../api/types';
import { consents, exports as words } from '../../../texts/clinic';
import type { DayRange } from '../../../time/range';

/** What an export can be of: all clients of some days, one client, or one session. */
export interface Scope {
  range: DayRange | null;
  client: Person | null;
  session: string | null;
  /** Who may be asked for on a session's sheet. */
  clients?: readonly Person[];
  formats: readonly ExportFormat[];
}

export interface Draft {
  format: ExportFormat;
  client: string;
  basis: ExportBasis;
  recipient: string;
  purpose: string;
  particulars: string;
  affiliation: string;
}

export const BASES: readonly ExportBasis[] = [
  'consent',
  'treatment_payment_operations',
  'audit',
  'emergency',
  'court_order',
  'client',
];
export const NEEDS_CONSENT: ReadonlySet<ExportBasis> = new Set(['consent', 'treatment_payment_operations']);

export function firstDraft({ client, clients, formats }: Scope): Draft {
  const format = formats[0]!;
  const draft: Draft = {
    format,
    client: client?.person_id ?? clients?.[0]?.person_id ?? '',
    basis: 'consent',
    recipient: '',
    purpose: '',
    particulars: '',
    affiliation: '',
  };
  return format === 'accounting' ? withBasis(draft, 'client') : draft;
}

/** The bases that a format can have. */
export function basesFor(format: ExportFormat, client: string): readonly ExportBasis[] {
  if (format === 'accounting') return ['client'];
  return client === '' ? BASES.filter((basis) => basis !== 'client') : BASES;
}

/** Recipient and purpose go with a basis: those of another make no sense. */
export function withBasis(draft: Draft, basis: ExportBasis): Draft {
  if (basis === draft.basis) return draft;
  const own = basis === 'client';
  const purpose = own ? words.ownCopy : basis === 'treatment_payment_operations' ? words.purposes[1]! : '';
  return { ...draft, basis, recipient: own ? words.theClient : '', purpose, particulars: '', affiliation: '' };
}

export function isComplete({ recipient, purpose, particulars, affiliation, basis }: Draft): boolean {
  const wanted = [recipient, purpose];
  if (basis in words.particulars) wanted.push(particulars);
  if (basis === 'emergency') wanted.push(affiliation);
  return wanted.every((text) => text.trim() !== '');
}

export function requestOf(draft: Draft, scope: Scope): ExportRequest {
  const dated = scope.session === null && draft.format !== 'accounting' ? scope.range : null;
  return {
    ...draft,
    client: draft.client === '' ? null : draft.client,
    session: scope.session,
    first: dated?.from ?? null,
    last: dated?.to ?? null,
    left_out: 0,
  };
}

/** Who is left out for the same reason, in the order in which they came. */
export function byReason(leftOut: readonly LeftOut[]): [reason: string, names: string[]][] {
  const found = new Map<string, string[]>();
  for (const { client, reason } of leftOut) {
    const names = found.get(reason) ?? [];
    names.push(client.legal_name);
    found.set(reason, names);
  }
  return [...found];
}

/** Whom live consents name, to choose from: a client's own, or all of the clinic. Nobody is called 'my treating
 * providers …': what is given by such a consent goes to somebody with a name. */
export function named(own: readonly Consent[] | undefined, all: readonly NamedInConsents[] | undefined): NamedInConsents[] {
  const live = own?.filter((consent) => consent.state === 'live') ?? all ?? [];
  return live
    .filter(({ recipient }) => recipient !== consents.generalRecipient)
    .map(({ recipient, purpose }) => ({ recipient, purpose }));
}
