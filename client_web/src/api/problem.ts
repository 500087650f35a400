import type { components } from '../protocol/openapi';

/** What the server says of it (RFC 9457); every member is optional by the standard. */
export type ProblemDocument = Partial<Pick<components['schemas']['Problem'], 'type' | 'title' | 'detail' | 'code'>>;

export type FieldProblem = components['schemas']['FieldProblem'];

/** What kind of trouble it is; the page chooses its words by this. */
export type ProblemKind =
  | 'offline'
  | 'signed_out'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'gone'
  | 'invalid'
  | 'too_many'
  | 'unavailable'
  | 'unexpected';

const KINDS: Readonly<Record<number, ProblemKind>> = {
  400: 'invalid',
  401: 'signed_out',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  410: 'gone',
  422: 'invalid',
  429: 'too_many',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

/** A request that did not do what it was asked. `retryAfter` is in seconds. */
export class ApiProblem extends Error {
  constructor(
    readonly kind: ProblemKind,
    readonly status: number,
    readonly document: ProblemDocument,
    readonly retryAfter: number | null = null,
    /** Which parts of what was sent are wrong. */
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(document.title ?? kind);
    this.name = 'ApiProblem';
  }
}

export function kindOf(status: number): ProblemKind {
  return KINDS[status] ?? 'unexpected';
}

/** Seconds to wait from a `Retry-After` header (RFC 9110 10.2.3), in either of its forms. */
export function retryAfterSeconds(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000));
}

/** Read the problem out of a failed response. A body that is not a problem document is left out, never shown. */
export async function problemFrom(response: Response): Promise<ApiProblem> {
  const isProblem = (response.headers.get('content-type') ?? '').startsWith('application/problem+json');
  const body: unknown = isProblem ? await response.json().catch(() => null) : null;
  const retryAfter = retryAfterSeconds(response.headers.get('retry-after'), Date.now());
  return new ApiProblem(kindOf(response.status), response.status, documentFrom(body), retryAfter, fieldsFrom(body));
}

function documentFrom(body: unknown): ProblemDocument {
  if (typeof body !== 'object' || body === null) return {};
  const text = (name: string): string | undefined => {
    const value: unknown = Reflect.get(body, name);
    return typeof value === 'string' ? value : undefined;
  };
  const members = ['type', 'title', 'detail', 'code'] as const;
  return Object.fromEntries(members.map((name) => [name, text(name)]).filter(([, value]) => value !== undefined));
}

function fieldsFrom(body: unknown): FieldProblem[] {
  const errors: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'errors') : undefined;
  return Array.isArray(errors) ? errors.filter(isField) : [];
}

function isField(one: unknown): one is FieldProblem {
  if (typeof one !== 'object' || one === null) return false;
  return typeof Reflect.get(one, 'path') === 'string' && typeof Reflect.get(one, 'message') === 'string';
}
