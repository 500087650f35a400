import { ApiProblem, problemFrom } from './problem';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Query = Readonly<Record<string, string | undefined>>;

/** Called for every answer that says nobody is signed in. */
type SignedOut = () => void;

let onSignedOut: SignedOut = () => undefined;

export function whenSignedOut(callback: SignedOut): void {
  onSignedOut = callback;
}

export function tellSignedOut(): void {
  onSignedOut();
}

const TAB = 'viop.tab';

/** The PIN was entered in this tab: the key goes with every request from now on, and with the tab. */
export function rememberTab(key: string): void {
  sessionStorage.setItem(TAB, key);
}

export function get<Answer>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Answer> {
  return send<Answer>('GET', path + queryString(query), undefined, signal);
}

export function post<Answer = void>(path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
  return write<Answer>('POST', path, body, signal);
}

/** A `post` that is meant as often as it is said: each has an answer of its own. */
export function postEach<Answer>(path: string): Promise<Answer> {
  return send<Answer>('POST', path);
}

export function put<Answer = void>(path: string, body?: unknown): Promise<Answer> {
  return write<Answer>('PUT', path, body);
}

export function del<Answer = void>(path: string): Promise<Answer> {
  return write<Answer>('DELETE', path);
}

/** `?from=…&to=…`, without what is undefined; empty when nothing is left. */
export function queryString(query: Query): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}

/** A path with its variable parts encoded: the tag of `/api/sessions/${id}`. */
export function at(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return parts.reduce((path, part, index) => path + encodeURIComponent(values[index - 1] ?? '') + part);
}

/** A file with what belongs to it. */
export async function postForm<Answer>(path: string, form: FormData): Promise<Answer> {
  return (await (await ask('POST', path, form, undefined, 'application/json')).json()) as Answer;
}

/** A file, whole. */
export async function getFile(path: string): Promise<Blob> {
  return (await ask('GET', path, undefined, undefined, '*/*')).blob();
}

/** A request that a file answers, to be read as it comes. */
export function postForFile(path: string, body: unknown, signal: AbortSignal): Promise<Response> {
  return ask('POST', path, body, signal, '*/*');
}

let underWay: { what: string; answer: Promise<unknown> } | null = null;

/** Said again before its answer is there, and with nothing else said between, it is a double click: the same write. */
function write<Answer>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
  const what = JSON.stringify([method, path, body]);
  if (underWay?.what === what) return underWay.answer as Promise<Answer>;
  const answer = send<Answer>(method, path, body, signal).finally(() => {
    if (underWay?.answer === answer) underWay = null;
  });
  underWay = { what, answer };
  return answer;
}

async function send<Answer>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
  const response = await ask(method, path, body, signal, 'application/json');
  if (response.status === 204) return undefined as Answer;
  return (await response.json()) as Answer;
}

async function ask(
  method: Method,
  path: string,
  body: unknown,
  signal: AbortSignal | undefined,
  accept: string,
): Promise<Response> {
  const headers: Record<string, string> = { Accept: accept };
  if (method !== 'GET') headers['X-Requested-By'] = 'viop';
  const tab = sessionStorage.getItem(TAB);
  if (tab !== null) headers['X-Viop-Tab'] = tab;
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers['Content-Type'] = 'application/json';
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (body !== undefined) init.body = form ? body : JSON.stringify(body);
  if (signal !== undefined) init.signal = signal;

  const response = await reach(path, init);
  if (!response.ok) {
    if (response.status === 401) tellSignedOut();
    throw await problemFrom(response);
  }
  return response;
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem('offline', 0, {});
  }
}
