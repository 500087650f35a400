import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { Me } from '../../api/types';
import { serve, show, type Answers } from '../../testing/show';
import PeoplePages from './PeoplePages';

const ADMIN: Me = {
  person_id: 'p1',
  role: 'admin',
  name: 'Dana',
  clinic: { id: 'c1', name: 'Cedar', phone: '(555) 010-0142', time_zone: 'America/Los_Angeles' },
  session_id: null,
  expires_at: '2026-03-02T20:00:00Z',
};
const PROGRAM = {
  id: 'php',
  name: 'Day program',
  level_of_care: '2.5',
  weekly_hours: 20,
  site_id: null,
  weeks: null,
  states: [],
  least_age: null,
  most_age: null,
  tracks: [],
  enrolled: 1,
  closed: false,
};
const IOP = { ...PROGRAM, id: 'iop', name: 'Evening IOP', level_of_care: '2.1', weekly_hours: 9 };
const ENROLLMENT = {
  id: 'e1',
  program_id: 'php',
  program: 'Day program',
  level_of_care: '2.5',
  track_id: null,
  track: null,
  weekly_hours: 20,
  own_hours: false,
  starts_on: '2026-03-02',
  ends_on: null,
  began_as: 'admission',
  ended_as: null,
  end_note: '',
  state: 'current',
  version: 3,
  acts: ['discharge', 'error', 'move'],
};
const CLIENT = {
  person_id: 'ana',
  legal_name: 'Ana Herrera',
  chosen_name: 'Ana',
  name_used: '',
  pronouns: '',
  record_number: 'CT-1',
  date_of_birth: null,
  enrollments: [ENROLLMENT],
  changes: [],
};
const UNCONFIRMED = {
  status: 422,
  code: 'unconfirmed',
  detail: 'They are in another program.',
  errors: [{ path: 'body.confirmed.two_programs', message: 'They are in another program.' }],
};

/** The page of one client, with what was posted. */
function open(answers: Answers, problem: object | null = null) {
  serve({
    'GET /api/me': ADMIN,
    'GET /api/programs': { programs: [IOP, PROGRAM], levels: [], sites: [] },
    'GET /api/clients/ana': CLIENT,
    ...answers,
  });
  const posted: unknown[] = [];
  const served = window.fetch;
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    if (init.method === 'POST') {
      posted.push(JSON.parse(String(init.body)));
      if (problem && posted.length === 1) {
        const headers = { 'content-type': 'application/problem+json' };
        return Promise.resolve(new Response(JSON.stringify(problem), { status: 422, headers }));
      }
    }
    return served(path, init);
  });
  window.history.pushState(null, '', '/clients/ana');
  show(<PeoplePages />);
  return posted;
}


const choose = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

describe('enrollments of a client', () => {
  it('says what a move is before it is made, and names the version that was seen', async () => {
    const posted = open({ 'POST /api/clients/ana/enrollments/e1/moves': { id: 'e2', version: 1, began_as: 'step_down' } });
    fireEvent.click(await screen.findByRole('button', { name: 'Move: Day program' }));
    await screen.findByRole('option', { name: 'Evening IOP, IOP (2.1)' });
    choose('Program', 'iop');
    await screen.findByText('This is a step down.');
    choose('First day', '2026-03-16');
    fireEvent.click(screen.getByRole('button', { name: 'Move' }));
    await vi.waitFor(() => expect(posted).toHaveLength(1));
    expect(posted[0]).toMatchObject({ program_id: 'iop', first_day: '2026-03-16', version: 3, confirmed: [] });
  });

  it('shows what is unusual, and sends it again with the reason', async () => {
    const posted = open({ 'POST /api/clients/ana/enrollments': { id: 'e2', version: 1, began_as: 'admission' } }, UNCONFIRMED);
    fireEvent.click(await screen.findByRole('button', { name: 'Enroll in another program' }));
    await screen.findByRole('option', { name: 'Evening IOP, IOP (2.1)' });
    choose('Program', 'iop');
    fireEvent.click(screen.getByRole('button', { name: 'Enroll' }));
    await screen.findByText('They are in another program.');
    choose('If it is meant: why?', 'Overlap week');
    fireEvent.click(screen.getByRole('button', { name: 'Enroll all the same' }));
    await vi.waitFor(() => expect(posted).toHaveLength(2));
    expect(posted[1]).toMatchObject({ confirmed: ['two_programs'], reason: 'Overlap week' });
  });

  it('offers nothing to whoever may do nothing', async () => {
    open({
      'GET /api/me': { ...ADMIN, role: 'facilitator' },
      'GET /api/clients/ana': { ...CLIENT, enrollments: [{ ...ENROLLMENT, acts: [] }] },
    });
    await screen.findByRole('heading', { name: 'Day program' });
    for (const name of [/^Move/, /^Discharge/, /^Enroll/, /PIN/, 'Edit'])
      expect(screen.queryByRole('button', { name })).toBeNull();
  });
});
