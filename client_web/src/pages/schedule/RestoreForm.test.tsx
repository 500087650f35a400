import { fireEvent, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { Finding, SessionPlan } from '../../api/types';
import { serve, show } from '../../testing/show';
import { RestoreForm } from './RestoreForm';

const PLAN = {
  id: 'one',
  status: 'cancelled',
  starts_at: '2026-03-05T17:00:00Z',
  ends_at: '2026-03-05T18:00:00Z',
  title: 'Process group',
  topic: '',
  facilitators: [],
} as unknown as SessionPlan;
const ELSEWHERE: Finding = {
  against: 'elsewhere',
  days: ['2026-03-05'],
  person: 'Ana',
  client: true,
  other: 'Skills',
  expected: 0,
  cap: 0,
  states: [],
};

it('holds a cancelled session after all only with a reason, when something has come to stand against it', async () => {
  const path = '/api/schedule/sessions/one/restore';
  serve({ [`GET ${path}`]: [ELSEWHERE], [`POST ${path}`]: { left_out: 0 } });
  const onDone = vi.fn();
  show(<RestoreForm plan={PLAN} onBack={vi.fn()} onDone={onDone} />);
  await screen.findByText(/In “Skills” at the time: Ana/);
  fireEvent.click(screen.getByRole('button', { name: 'Hold it after all' }));
  expect(onDone).not.toHaveBeenCalled();
  fireEvent.change(screen.getByLabelText(/Why it is to be so all the same/), { target: { value: 'She chose this one' } });
  fireEvent.click(screen.getByRole('button', { name: 'Hold it after all' }));
  await vi.waitFor(() => expect(onDone).toHaveBeenCalled());
});
