import { fireEvent, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { serve, show } from '../../testing/show';
import JoinPage from './JoinPage';

beforeEach(() => window.history.replaceState(null, '', '/join#a.b.c'));

function enter(pin: string): void {
  fireEvent.change(screen.getByLabelText('Your PIN'), { target: { value: pin } });
  fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
}

describe('the page a link leads to', () => {
  it('tells nothing about whose it is', () => {
    serve({});
    show(<JoinPage />);
    expect(document.title).not.toMatch(/group|clinic/i);
    expect(document.querySelector('main')?.textContent).not.toMatch(/group|session|therapy/i);
    screen.getByRole('link', { name: '988' });
    screen.getByRole('button', { name: 'Quick exit' });
  });

  it('opens the session when the PIN is right', async () => {
    serve({ 'POST /api/join': { session_id: 's1', tab: 'key' } });
    show(<JoinPage />);
    enter('2468');
    await expect.poll(() => window.location.pathname).toBe('/session/s1');
    expect(window.location.hash).toBe('');
    expect(sessionStorage.getItem('viop.tab')).toBe('key');
  });

  it('opens one’s own page when it is early', async () => {
    serve({ 'POST /api/join': { session_id: 's1', tab: 'key', opens: 'home' } });
    show(<JoinPage />);
    enter('2468');
    await expect.poll(() => window.location.pathname).toBe('/home');
    expect(window.location.hash).toBe('');
  });

  it('lets one try again after a wrong PIN, with an empty field', async () => {
    serve({ 'POST /api/join': 401 });
    show(<JoinPage />);
    enter('1111');
    await screen.findByText(/does not match/);
    expect(screen.getByLabelText<HTMLInputElement>('Your PIN').value).toBe('');
  });

  it('says when there were too many tries, and when the link is over', async () => {
    serve({ 'POST /api/join': 429 });
    show(<JoinPage />);
    enter('1111');
    await screen.findByText(/too many tries/);
    serve({ 'POST /api/join': 410 });
    enter('1111');
    await screen.findByRole('heading', { name: 'This link is no longer valid' });
  });

  it('tells a damaged link and an early one from a wrong PIN', async () => {
    const refuse = (detail: string) =>
      vi.stubGlobal('fetch', () =>
        Promise.resolve(new Response(JSON.stringify({ detail }), { status: 401, headers: { 'content-type': 'application/problem+json' } })),
      );
    window.history.replaceState(null, '', '/join#a.b%');
    refuse('This link opens shortly before the session. Please come back then.');
    show(<JoinPage />);
    enter('1111');
    await screen.findByText(/opens shortly before/);
    expect(screen.queryByText(/does not match/)).toBeNull();
    refuse('This link is not valid.');
    enter('1111');
    await screen.findByRole('heading', { name: 'This link is no longer valid' });
  });

  it('is ready for the PIN as it opens', () => {
    serve({});
    show(<JoinPage />);
    expect(document.activeElement).toBe(screen.getByLabelText('Your PIN'));
  });

  it('keeps calm when the server is away', async () => {
    serve({ 'POST /api/join': 0 });
    show(<JoinPage />);
    enter('1111');
    await screen.findByText(/Nothing is lost/);
  });

  it('takes digits only', () => {
    serve({});
    show(<JoinPage />);
    fireEvent.change(screen.getByLabelText('Your PIN'), { target: { value: '12ab 3' } });
    expect(screen.getByLabelText<HTMLInputElement>('Your PIN').value).toBe('123');
  });

  it('asks for the link when there is none', () => {
    window.history.replaceState(null, '', '/join');
    serve({});
    show(<JoinPage />);
    screen.getByRole('heading', { name: 'Please open your link' });
  });
});
