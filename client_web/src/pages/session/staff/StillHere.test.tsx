import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { useHeadcount } from '../../../api/sessions';
import { serve, show } from '../../../testing/show';
import { StillHere } from './StillHere';

function Asked() {
  return <StillHere session="s1" me="mara" headcount={useHeadcount('s1')} />;
}

function session(unconfirmed_minutes: number, counted_at: string | null) {
  const entry = (person_id: string, role: string) => ({ person_id, role, in_room: true, online: false, unconfirmed_minutes });
  return { id: 's1', counted_at, roster: [entry('mara', 'facilitator'), entry('ana', 'client')] };
}

const OFFER = { name: 'Everyone in the room is still here' };

describe('the question before the end whether everyone is still here', () => {
  it('is asked 50 seconds after everybody was marked as here, ready to be confirmed, and confirms nothing by itself', async () => {
    serve({
      'GET /api/sessions/s1': session(50 / 60, new Date(Date.now() - 50_000).toISOString()),
      'POST /api/sessions/s1/headcount': 204,
    });
    const fetched = vi.spyOn(globalThis, 'fetch');
    const posted = () => fetched.mock.calls.flatMap(([, init]) => (init?.method === 'POST' ? [JSON.parse(String(init.body)) as unknown] : []));
    show(<Asked />);
    const offer = await screen.findByRole('button', OFFER);
    expect(document.activeElement).toBe(offer);
    expect(posted()).toEqual([]);
    fireEvent.click(offer);
    await waitFor(() => expect(posted()).toEqual([{ present: ['mara', 'ana'], here: true }]));
    await screen.findByText('Everyone in the room is counted up to now.');
  });

  it('is not asked when a headcount has just confirmed everybody', async () => {
    serve({ 'GET /api/sessions/s1': session(0, new Date().toISOString()) });
    const queries = show(<Asked />);
    await waitFor(() => expect(queries.getQueryData(['session', 's1'])).toBeDefined());
    expect(screen.queryByRole('button', OFFER)).toBeNull();
  });
});
