import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, vi } from 'vitest';

// jsdom has dialogs that cannot be opened.
HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
};
HTMLDialogElement.prototype.close = function () {
  this.open = false;
};

configure({ asyncUtilTimeout: 5_000 }); // a busy machine is slow at times

/** Renders a page as the app does, apart from its styles; gives what it has read. */
export function show(page: ReactNode): QueryClient {
  // jsdom has no media queries; Mantine asks for the color scheme.
  window.matchMedia = () => Object.assign(new EventTarget(), { matches: false }) as MediaQueryList;
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={queries}>{page}</QueryClientProvider>
    </MantineProvider>,
  );
  return queries;
}

/** `POST /api/login` -> what it answers now: a body with status 200, a status alone, or `refusal(…)`. */
export type Answers = Record<string, object | number>;

/** A refusal that says why. */
export function refusal(status: number, code: string, detail: string): Response {
  return new Response(JSON.stringify({ code, detail }), { status, headers: { 'content-type': 'application/problem+json' } });
}

/** Answers the page's requests from `answers`, which a test may change as it goes; anything else is a 404. */
export function serve(answers: Answers): void {
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const answer = answers[`${init.method ?? 'GET'} ${path.split('?')[0]}`] ?? 404;
    if (answer instanceof Response) return Promise.resolve(answer.clone());
    if (answer === 0) return Promise.reject(new TypeError('Failed to fetch'));
    if (answer === 204) return Promise.resolve(new Response(null, { status: 204 }));
    const [status, body] = typeof answer === 'number' ? [answer, {}] : [200, answer];
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    return Promise.resolve(new Response(JSON.stringify(body), { status, headers: { 'content-type': type } }));
  });
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});
