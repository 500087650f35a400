import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Grant } from '../../api/types';
import { serve, show, type Answers } from '../../testing/show';
import Granted from './Granted';

const grant = (id: string): Grant => ({
  id,
  purpose: 'Payer review',
  clients: null,
  from_on: null,
  to_on: null,
  granted_at: '2026-03-01T00:00:00Z',
  expires_at: '2026-04-01T00:00:00Z',
  revoked_at: null,
  live: true,
});

const later = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const start = async (answers: Answers) => {
  serve(answers);
  const queries = show(<Granted>Ana Herrera</Granted>);
  await later(0);
  queries.setQueryData(['attendance', 'sessions'], 'what was read');
  return queries;
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('what is granted to an auditor', () => {
  it('shows the page while a grant lives', async () => {
    const answers: Answers = { 'GET /api/grants': [grant('one')] };
    const queries = await start(answers);
    await later(10_500);
    screen.getByText('Ana Herrera');
    expect(queries.getQueryData(['attendance', 'sessions'])).toBe('what was read');
  });

  it('takes the page and all that was read away when the grant is gone, and says so', async () => {
    const answers: Answers = { 'GET /api/grants': [grant('one')] };
    const queries = await start(answers);
    answers['GET /api/grants'] = [];
    await later(10_500);
    screen.getByText('Nothing is open to you now');
    expect(screen.queryByText('Ana Herrera')).toBeNull();
    expect(queries.getQueryData(['attendance', 'sessions'])).toBeUndefined();
  });

  it('forgets what was read and says so when another grant is left', async () => {
    const answers: Answers = { 'GET /api/grants': [grant('one'), grant('two')] };
    const queries = await start(answers);
    answers['GET /api/grants'] = [grant('two')];
    await later(10_500);
    screen.getByText(/has just changed/);
    screen.getByText('Ana Herrera');
    expect(queries.getQueryData(['attendance', 'sessions'])).toBeUndefined();
  });

  it('shows nothing while it is not known what is granted', async () => {
    serve({ 'GET /api/grants': 503 });
    show(<Granted>Ana Herrera</Granted>);
    await later(0);
    screen.getByRole('alert');
    expect(screen.queryByText('Ana Herrera')).toBeNull();
  });
});
