import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { FollowUp, Me } from '../../../api/types';
import { type Answers, serve, show } from '../../../testing/show';
import AttendancePages from '../AttendancePages';

const ADMIN: Me = {
  person_id: 'p1',
  role: 'admin',
  name: 'Dana',
  clinic: { id: 'c1', name: 'Cedar', phone: '(555) 010-0142', time_zone: 'America/Los_Angeles' },
  session_id: null,
  expires_at: '2026-03-02T20:00:00Z',
};
const ANA: FollowUp = {
  person_id: 'ana',
  legal_name: 'Ana Herrera',
  record_number: 'E1',
  program: 'Evening IOP',
  kind: 'absences',
  week: '2026-03-09',
  step: 'call',
  missed: [
    { session_id: 's1', day: '2026-03-11', excused: false },
    { session_id: 's2', day: '2026-03-13', excused: false },
  ],
  weeks: [],
  done: null,
  earlier: [],
};
const RULES = { absences: 2, excused_too: false, absences_step: 'call', short_weeks: null, short_weeks_step: 'team' };

function open(lines: readonly FollowUp[]): Answers {
  window.history.replaceState(null, '', '/follow-up');
  const answers: Answers = {
    'GET /api/me': ADMIN,
    'GET /api/follow-ups/count': { clients: lines.filter((one) => one.done === null).length },
    'GET /api/follow-ups': { lines, rules: [{ program_id: 'iop', program: 'Evening IOP', rules: RULES, version: 0 }] },
  };
  serve(answers);
  show(<AttendancePages />);
  return answers;
}

it('says what was missed, with links to the evidence, and what the rules propose', async () => {
  open([ANA]);
  const row = (await screen.findByRole('link', { name: 'Ana Herrera' })).closest('tr');
  expect(row?.textContent).toContain('Missed 2 sessions in the week of');
  expect(row?.querySelector('a[href$="/sessions/s2/people/ana"]')).not.toBeNull();
  expect(row?.textContent).toContain('Call the client');
  expect(screen.getByRole('link', { name: 'To follow up (1)' })).toBeTruthy();
  expect(screen.getByText('Not looked at')).toBeTruthy();
});

it('asks why when nothing is needed, and keeps what was said', async () => {
  open([ANA]);
  fireEvent.click(await screen.findByRole('button', { name: 'Say what you did: Ana Herrera' }));
  fireEvent.click(screen.getByLabelText('Nothing is needed'));
  const note = screen.getByLabelText<HTMLTextAreaElement>('Note');
  expect(note.required).toBe(true);
  fireEvent.change(note, { target: { value: 'On leave' } });
  const sent: unknown[] = [];
  const served = globalThis.fetch;
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    if (init.method !== 'POST') return served(path, init);
    sent.push(JSON.parse(init.body as string));
    const done = { outcome: 'not_needed', step: null, note: 'On leave', by: 'Dana', at: '2026-03-16T20:00:00Z' };
    return Promise.resolve(new Response(JSON.stringify(done), { headers: { 'content-type': 'application/json' } }));
  });
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(sent).toMatchObject([{ person_id: 'ana', week: '2026-03-09', outcome: 'not_needed', step: null }]));
});

it('says so when there is nobody, and what was seen to stays to be read', async () => {
  open([{ ...ANA, done: { outcome: 'done', step: 'call', note: 'Was ill', by: 'Mara Quinn', at: '2026-03-16T20:00:00Z' } }]);
  expect(await screen.findByText('Nobody to follow up with')).toBeTruthy();
  expect(screen.getByRole('table', { name: 'Seen to' }).textContent).toContain('Was ill');
});
