import { describe, expect, it } from 'vitest';
import { kindOf, problemFrom, retryAfterSeconds } from './problem';

function response(status: number, body: string, headers: Record<string, string> = {}): Response {
  return new Response(body, { status, headers: { 'content-type': 'application/problem+json', ...headers } });
}

describe('a problem', () => {
  it('keeps title, detail and code of the document', async () => {
    const body = JSON.stringify({ title: 'Ended', detail: 'It is over.', code: 'ended' });
    const problem = await problemFrom(response(409, body));
    expect(problem.kind).toBe('conflict');
    expect(problem.document).toEqual({ title: 'Ended', detail: 'It is over.', code: 'ended' });
  });

  it('says when one may try again', async () => {
    const problem = await problemFrom(response(429, '{}', { 'retry-after': '30' }));
    expect(problem.kind).toBe('too_many');
    expect(problem.retryAfter).toBe(30);
  });

  it('survives a body that is cut off', async () => {
    const problem = await problemFrom(response(500, '{"title": "Br'));
    expect(problem.kind).toBe('unexpected');
    expect(problem.document).toEqual({});
  });

  it('never shows the page of a proxy in between', async () => {
    const page = new Response('<h1>Bad Gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } });
    const problem = await problemFrom(page);
    expect(problem.kind).toBe('unavailable');
    expect(problem.document).toEqual({});
  });

  it('ignores members of the wrong type', async () => {
    const problem = await problemFrom(response(400, JSON.stringify({ title: 7, detail: ['x'], type: 'about:blank' })));
    expect(problem.document).toEqual({ type: 'about:blank' });
  });

  it('takes any other status as unexpected', () => {
    expect(kindOf(418)).toBe('unexpected');
  });
});

describe('Retry-After', () => {
  it('may be a date', () => {
    const now = Date.parse('2026-03-01T10:00:00Z');
    expect(retryAfterSeconds('Sun, 01 Mar 2026 10:00:20 GMT', now)).toBe(20);
    expect(retryAfterSeconds('Sun, 01 Mar 2026 09:00:00 GMT', now)).toBe(0);
  });

  it('is nothing when absent or nonsense', () => {
    expect(retryAfterSeconds(null, 0)).toBeNull();
    expect(retryAfterSeconds('soon', 0)).toBeNull();
  });
});
