import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { at, del, get, post, postEach, queryString, whenSignedOut } from './client';
import { ApiProblem } from './problem';

const answer = vi.fn<(path: string, init: RequestInit) => Promise<Response>>();

beforeEach(() => vi.stubGlobal('fetch', answer));
afterEach(() => {
  vi.unstubAllGlobals();
  answer.mockReset();
  whenSignedOut(() => undefined);
});

describe('a request', () => {
  it('says who asks when it changes something, and only then', async () => {
    answer.mockImplementation(() => Promise.resolve(new Response('{}', { status: 200 })));
    await post('/api/logout');
    await get('/api/me');
    expect(answer.mock.calls[0]?.[1].headers).toMatchObject({ 'X-Requested-By': 'viop' });
    expect(answer.mock.calls[1]?.[1].headers).not.toHaveProperty('X-Requested-By');
  });

  it('takes an empty answer as nothing', async () => {
    answer.mockResolvedValue(new Response(null, { status: 204 }));
    await expect(post('/api/logout')).resolves.toBeUndefined();
  });

  it('tells when nobody is signed in', async () => {
    const signedOut = vi.fn();
    whenSignedOut(signedOut);
    answer.mockResolvedValue(new Response('{}', { status: 401 }));
    await expect(get('/api/me')).rejects.toMatchObject({ kind: 'signed_out' });
    expect(signedOut).toHaveBeenCalledOnce();
  });

  it('is offline when no server answers', async () => {
    answer.mockRejectedValue(new TypeError('Failed to fetch'));
    await expect(get('/api/me')).rejects.toBeInstanceOf(ApiProblem);
    await expect(get('/api/me')).rejects.toMatchObject({ kind: 'offline', status: 0 });
  });
});

describe('a double click', () => {
  beforeEach(() => {
    answer.mockImplementation(() => Promise.resolve(new Response('{"made":1}', { status: 201 })));
  });

  it('is one write, and both have its answer', async () => {
    const both = await Promise.all([post('/api/auditors', { name: 'Ira' }), post('/api/auditors', { name: 'Ira' })]);
    expect(both).toEqual([{ made: 1 }, { made: 1 }]);
    expect(answer).toHaveBeenCalledOnce();
  });

  it('counts a wrong password once', async () => {
    answer.mockImplementation(() => Promise.resolve(new Response('{}', { status: 403 })));
    const both = await Promise.allSettled([post('/api/sign', { password: 'x' }), post('/api/sign', { password: 'x' })]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(answer).toHaveBeenCalledOnce();
  });

  it('is over with the answer: said once more it is written once more', async () => {
    await post('/api/auditors', { name: 'Ira' });
    await post('/api/auditors', { name: 'Ira' });
    expect(answer).toHaveBeenCalledTimes(2);
  });

  it('is none when something else was said between: here, gone, here again', async () => {
    await Promise.all([true, false, true].map((here) => post('/api/in-room', { here })));
    await Promise.all([post('/api/links'), del('/api/links'), post('/api/links')]);
    expect(answer).toHaveBeenCalledTimes(6);
  });

  it('gives each socket a ticket of its own', async () => {
    await Promise.all([postEach('/api/sessions/s1/ticket'), postEach('/api/sessions/s1/ticket')]);
    expect(answer).toHaveBeenCalledTimes(2);
  });
});

describe('an address', () => {
  it('encodes its variable parts', () => {
    expect(at`/api/sessions/${'a/../b'}/links/${'c?d'}`).toBe('/api/sessions/a%2F..%2Fb/links/c%3Fd');
    expect(at`/api/me`).toBe('/api/me');
  });

  it('leaves out what is not asked for', () => {
    expect(queryString({ from: '2026-03-02', to: undefined })).toBe('?from=2026-03-02');
    expect(queryString({})).toBe('');
  });
});
