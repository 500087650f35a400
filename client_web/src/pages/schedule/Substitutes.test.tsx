import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { SessionPlan } from '../../api/types';
import { serve, show, type Answers } from '../../testing/show';
import { Substitutes } from './Substitutes';

const starts = Date.now() + 86_400_000;
const PLAN: SessionPlan = {
  id: 'one',
  series_id: 'evenings',
  kind: 'group',
  title: 'Process group',
  topic: '',
  status: 'planned',
  day: '2026-03-05',
  starts_at: new Date(starts).toISOString(),
  ends_at: new Date(starts + 3_600_000).toISOString(),
  time_zone: 'America/Los_Angeles',
  program: null,
  site: null,
  setting: 'hybrid',
  facilitators: [{ id: 'mara', name: 'Mara' }],
  expected: 8,
  altered: false,
  cancel_reason: '',
  series: null,
  series_day: '2026-03-05',
  substitutes: [],
};
const TEO = { id: 'teo', name: 'Teo', free: true };
const DANA = { id: 'dana', name: 'Dana', free: false };

function asked(): unknown[] {
  const answers: Answers = { 'POST /api/schedule/sessions/one/substitute': { left_out: 0 } };
  serve(answers);
  const answering = globalThis.fetch as unknown as (path: string, init: RequestInit) => Promise<Response>;
  const bodies: unknown[] = [];
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    bodies.push(JSON.parse(String(init.body)));
    return answering(path, init);
  });
  return bodies;
}

describe('somebody else runs a session', () => {
  it('takes one tap for somebody who is free', async () => {
    const bodies = asked();
    show(<Substitutes plan={PLAN} choices={[TEO, DANA]} />);
    fireEvent.click(screen.getByRole('button', { name: /Give it to Teo/ }));
    await vi.waitFor(() => expect(bodies).toHaveLength(1));
    expect(bodies[0]).toMatchObject({ facilitator: 'teo', instead_of: 'mara', override: '', seen: { facilitators: ['mara'] } });
  });

  it('takes a reason for somebody who is elsewhere at the time', async () => {
    const bodies = asked();
    show(<Substitutes plan={PLAN} choices={[TEO, DANA]} />);
    fireEvent.click(screen.getByRole('button', { name: /Give it to Dana/ }));
    expect(bodies).toHaveLength(0);
    fireEvent.change(screen.getByLabelText(/Why them all the same/), { target: { value: 'The other one is short' } });
    fireEvent.click(screen.getByRole('button', { name: 'Give it to Dana' }));
    await vi.waitFor(() => expect(bodies).toHaveLength(1));
    expect(bodies[0]).toMatchObject({ facilitator: 'dana', override: 'The other one is short' });
  });
});
