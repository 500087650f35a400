import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { DrugScreen, Me, ProgramDraws } from '../../../api/types';
import { serve, show, type Answers } from '../../../testing/show';
import AttendancePages from '../AttendancePages';

const ADMIN: Me = {
  person_id: 'dana',
  role: 'admin',
  name: 'Dana',
  clinic: { id: 'c1', name: 'Cedar', phone: '(555) 010-0142', time_zone: 'America/New_York' },
  session_id: null,
  expires_at: '2026-03-02T20:00:00Z',
};
const RULE = { on: true, how_many: 2, share: null, at_least_every: 4, days: [0, 2], by_itself: false };
const PROGRAM = { program_id: 'iop', program: 'Evening IOP', rule: RULE, version: 1 };

const ANA: DrugScreen = {
  id: 's1',
  program_id: 'iop',
  person_id: 'ana',
  legal_name: 'Ana Herrera',
  record_number: 'CT-1041',
  at_random: true,
  reason: '',
  added_by: '',
  days: ['2026-03-02', '2026-03-04'],
  state: 'open',
  late: true,
  history: [],
};

function open(change: Partial<ProgramDraws> = {}, me = ADMIN): Answers {
  window.history.replaceState(null, '', '/drug-screens');
  const made = { id: 'd1', at: '2026-03-02T13:00:00Z', by: '', eligible: 8, selected: 2 };
  const found: ProgramDraws = {
    program: PROGRAM,
    this_week: '2026-03-09',
    drawn: false,
    weeks: [{ starts_on: '2026-03-02', draw: made, screens: [ANA], unseen: 0 }],
    choices: [],
    ...change,
  };
  const answers: Answers = {
    'GET /api/me': me,
    'GET /api/follow-ups/count': { clients: 0 },
    'GET /api/drug-screens': [PROGRAM],
    'GET /api/drug-screens/iop': found,
  };
  serve(answers);
  show(<AttendancePages />);
  return answers;
}

it('says the rule, who made a draw, and that what was not collected is open', async () => {
  open();
  await screen.findByText('2 clients a week · each at least once in 4 weeks · collected on Monday, Wednesday · drawn by staff');
  screen.getByText(/^2 of 8 drawn by itself, Mar 2, 2026/);
  screen.getByText('Open, and the week is over');
  screen.getByRole('button', { name: 'Draw for this week' });
});

it('draws no second time, and asks nobody for what a screen found', async () => {
  open({ drawn: true });
  await screen.findByText('This week’s draw is made, and is not made again.');
  expect(screen.queryByRole('button', { name: 'Draw for this week' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Say what became of it: Ana Herrera' }));
  const dialog = within(screen.getByRole('dialog', { hidden: true }));
  expect(dialog.getAllByRole('radio', { hidden: true }).map((one) => (one as HTMLInputElement).value)).toEqual([
    'collected',
    'refused',
    'excused',
  ]);
  expect(dialog.queryByRole('textbox', { hidden: true })).toBeNull();
  fireEvent.click(dialog.getByLabelText('Excused'));
  dialog.getByText(/^Why excused, or why it changed. Never what a screen found/);
});

it('sends what became of it', async () => {
  open();
  fireEvent.click(await screen.findByRole('button', { name: 'Say what became of it: Ana Herrera' }));
  const fetched = vi.spyOn(globalThis, 'fetch');
  fireEvent.click(screen.getByRole('button', { name: 'Save', hidden: true }));
  await waitFor(() => {
    const sent = fetched.mock.calls.find(([, init]) => init?.method === 'PUT');
    expect(sent?.[0]).toContain('/api/drug-screens/iop/screens/s1');
    expect(JSON.parse(String(sent?.[1]?.body))).toEqual({ state: 'collected', reason: '' });
  });
});

it('shows how it was drawn to admins alone', async () => {
  open({}, { ...ADMIN, role: 'facilitator' });
  await screen.findByText('Open, and the week is over');
  expect(screen.queryByRole('button', { name: /How it was drawn/ })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Change the rule' })).toBeNull();
});
