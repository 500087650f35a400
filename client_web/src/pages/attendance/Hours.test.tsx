import { fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { Route } from 'wouter';
import type { Authorization, ClientHours, HoursWeek, Me, ProgramHours } from '../../api/types';
import { serve, show } from '../../testing/show';
import AttendancePages from './AttendancePages';

const ME: Me = {
  person_id: 'dana',
  role: 'admin',
  name: 'Dana',
  clinic: { id: 'c1', name: 'Cedar', phone: '(555) 010-0142', time_zone: 'America/New_York' },
  session_id: null,
  expires_at: '2026-03-02T20:00:00Z',
};

const PERSON = { person_id: 'ana', name: 'Ana', legal_name: 'Ana Herrera', record_number: 'CT-1041' };
const PART = { countable_minutes: 150, in_room_minutes: 60, remote_minutes: 90, both_minutes: 0 };

const WEEK: HoursWeek = {
  ...PART,
  starts_on: '2026-03-01',
  ends_on: '2026-03-07',
  is_over: true,
  days: [
    {
      ...PART,
      day: '2026-03-02',
      sessions: ['s1'],
      not_counting_minutes: 30,
      needed_minutes: 180,
      short_minutes: 30,
      is_service_day: false,
      words: 'No service day: 30 minutes short of 3 h.',
    },
  ],
  kinds: [{ ...PART, kind: 'group', counts: true }],
  not_counting_minutes: 30,
  service_days: 0,
  sessions_attended: 2,
  sessions_expected: 3,
  planned_minutes: 540,
  least_minutes: 540,
  most_minutes: 1140,
  short_minutes: 390,
  over_minutes: 0,
  words: '2.5 of 9 h: 6 h 30 min short.',
};

const AUTHORIZATION: Authorization = {
  id: 'a1',
  payer: 'State Medicaid',
  number: 'SM-20300',
  service_code: 'H0015',
  unit: 'day',
  units: 12,
  starts_on: '2026-03-01',
  ends_on: '2026-03-31',
  withdrawn_at: null,
  used: 10,
  left: 2,
  beyond: 0,
  uses: [{ day: '2026-03-02', units: 1, sessions: ['s1'] }],
  standing: 'open',
  words: '2 of 12 days left.',
};

const HOURS: ClientHours = { client: PERSON, program: 'Evening IOP', weeks: [WEEK], authorizations: [AUTHORIZATION] };
const RECORDS = { client: PERSON, program: 'Evening IOP', weeks: [], sessions: [] };
const PROGRAM = { id: 'p1', name: 'Evening IOP', level_of_care: '2.1', weekly_hours: 9 };
const PROGRAM_WEEK: ProgramHours = {
  program: PROGRAM,
  starts_on: '2026-03-01',
  clients: [{ client: PERSON, week: { ...WEEK, is_over: false }, authorizations: [AUTHORIZATION] }],
};

function api(changed: Record<string, unknown> = {}): void {
  serve({
    'GET /api/me': ME,
    'GET /api/attendance/clients/ana': RECORDS,
    'GET /api/attendance/clients/ana/hours': HOURS,
    'GET /api/attendance/programs': [PROGRAM],
    'GET /api/attendance/programs/p1/hours': PROGRAM_WEEK,
    'GET /api/payers': [{ id: 'state', name: 'State Medicaid' }],
    ...changed,
  });
}

beforeEach(() => api());

function open(address: string): void {
  window.history.replaceState(null, '', address);
  window.scrollTo = () => undefined;
  show(<Route path="/attendance" nest component={AttendancePages} />);
}

describe('hours of a client', () => {
  it('tell in-room and remote time, kinds, days and the plan apart', async () => {
    open('/attendance/clients/ana');
    const table = await screen.findByRole('table', { name: 'Hours a week' });
    const cells = within(table).getAllByRole('cell').map((cell) => cell.textContent);
    expect(cells).toEqual([
      '2 h 30 min1 h in the room1 h 30 min online',
      'Group 2 h 30 min30 min of kinds that do not count',
      '0 of 1Mar 2: 30 min short',
      '2 of 3',
      '6 h 30 min short',
    ]);
  });

  it('lead from what is authorized to the sessions that used it', async () => {
    open('/attendance/clients/ana');
    await screen.findByText('2 of 12 days left.');
    const link = screen.getByText('Mar 2', { selector: 'li a' });
    expect(link.getAttribute('href')).toBe('/attendance/sessions/s1');
  });

  it('fail by themselves, and the sessions stay', async () => {
    api({ 'GET /api/attendance/clients/ana/hours': 500 });
    open('/attendance/clients/ana');
    await screen.findByText('No sessions on these days');
    await screen.findByRole('button', { name: 'Try again' });
  });
});

describe('an authorization', () => {
  it('is added by an admin, who is told what it shares days with', async () => {
    api({ 'POST /api/attendance/clients/ana/authorizations': { id: 'a2', overlaps: ['SM-20300'] } });
    open('/attendance/clients/ana');
    fireEvent.click(await screen.findByRole('button', { name: 'Add authorization' }));
    fireEvent.change(await screen.findByRole('textbox', { name: 'Number' }), { target: { value: 'SM-2' } });
    fireEvent.change(screen.getByLabelText('First day'), { target: { value: '2026-03-31' } });
    fireEvent.change(screen.getByLabelText('Last day'), { target: { value: '2026-06-30' } });
    fireEvent.submit(screen.getByLabelText('Last day').closest('form')!);
    await screen.findByText(/It shares days with SM-20300/);
  });

  it('is not offered to be added or withdrawn by a facilitator', async () => {
    api({ 'GET /api/me': { ...ME, role: 'facilitator' } });
    open('/attendance/clients/ana');
    await screen.findByText('2 of 12 days left.');
    expect(screen.queryByRole('button', { name: /Add authorization|Withdraw/ })).toBeNull();
  });
});

describe('a program’s week', () => {
  it('shows everybody’s hours against the plan', async () => {
    open('/attendance/programs?week=2026-03-04');
    const table = await screen.findByRole('table', { name: 'Hours of the week' });
    within(table).getByRole('link', { name: 'Ana Herrera' });
    within(table).getByText('6 h 30 min to go');
    within(table).getByText('H0015: 2 of 12 days left.');
    screen.getByRole('heading', { name: 'Mar 1, 2026 – Mar 7, 2026' });
  });

  it('says what to do when there is nobody', async () => {
    api({ 'GET /api/attendance/programs/p1/hours': { ...PROGRAM_WEEK, clients: [] } });
    open('/attendance/programs');
    await screen.findByText('Nobody to show in this program that week');
  });
});
