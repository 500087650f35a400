import { fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { Route } from 'wouter';
import type { AttendanceRecord, Evidence, Me, SessionSummary } from '../../api/types';
import { UNSIGNED } from '../../testing/records';
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

const SESSION: SessionSummary = {
  id: 's1',
  kind: 'group',
  title: 'Process group',
  program: 'Evening IOP',
  status: 'finished',
  starts_at: '2026-03-02T14:00:00Z',
  ends_at: '2026-03-02T17:00:00Z',
  started_at: '2026-03-02T14:00:00Z',
  ended_at: '2026-03-02T17:00:00Z',
  time_zone: 'America/New_York',
  facilitators: ['Mara'],
  expected: 1,
};

const RECORD: AttendanceRecord = {
  participant: { person_id: 'ana', name: 'Ana', legal_name: 'Ana Herrera', record_number: 'CT-1041' },
  session_id: 's1',
  outcome: 'left_early',
  reason: 'Was last seen 59 min before the end.',
  countable_minutes: 109.5,
  connected_minutes: 121,
  minutes_by_modality: { video: 109.5 },
  first_seen_at: '2026-03-02T13:58:00Z',
  last_seen_at: '2026-03-02T16:01:00Z',
  flags: ['estimated'],
  provisional: false,
  version: 1,
  derived_at: '2026-03-02T17:00:00Z',
  signing: UNSIGNED,
};

const EVIDENCE: Evidence = {
  session: SESSION,
  record: RECORD,
  intervals: [
    {
      started_at: '2026-03-02T14:10:00Z',
      ended_at: '2026-03-02T15:59:30Z',
      modality: 'video',
      grade: 'sending',
      source: 'live session',
      end_reason: 'Connection lost; ended when last heard',
      estimated: true,
    },
  ],
  spans: [{ started_at: '2026-03-02T14:10:00Z', ended_at: '2026-03-02T15:59:30Z', counted: true, reason: 'Counts' }],
  bands: [{ kind: 'break', started_at: '2026-03-02T15:00:00Z', ended_at: '2026-03-02T15:10:00Z' }],
  facts: [],
  others: [{ role: 'interpreter', started_at: '2026-03-02T14:10:00Z', ended_at: '2026-03-02T15:00:00Z' }],
  only_to_sign: false,
};

beforeEach(() => {
  serve({
    'GET /api/me': ME,
    'GET /api/attendance/sessions': [
      { session: SESSION, expected: 1, attended: 1, outcomes: { left_early: 1 }, countable_minutes: 109.5, signed: 0, records: 1 },
    ],
    'GET /api/attendance/sessions/s1': { session: SESSION, records: [RECORD] },
    'GET /api/attendance/sessions/s1/participants/ana': EVIDENCE,
  });
});

function open(address: string): void {
  window.history.replaceState(null, '', address);
  window.scrollTo = () => undefined;
  show(<Route path="/attendance" nest component={AttendancePages} />);
}

describe('attendance', () => {
  it('leads from a session to its records, and from a figure to its evidence', async () => {
    open('/attendance?from=2026-03-02&to=2026-03-08');
    fireEvent.click(await screen.findByRole('link', { name: 'Attendance of Process group on Mar 2, 2026' }));
    fireEvent.click(await screen.findByRole('link', { name: '1 h 49 min. Evidence for Ana Herrera' }));
    await screen.findByRole('heading', { name: 'Ana Herrera' });

    const [row, pause] = within(screen.getByRole('table', { name: 'Every stretch' })).getAllByRole('row').slice(1);
    expect(within(row!).getAllByRole('cell').map((cell) => cell.textContent)).toEqual([
      '9:10:00 AM',
      '10:59:30 AMestimated',
      '1 h 49 min 30 s',
      'Counts',
      'live session',
      'Connection lost; ended when last heard',
    ]);
    expect(pause!.textContent).toContain('Break10:00:00 AM10:10:00 AM10 minNot counted for anybodywhole session');
    expect(document.title).toBe('Attendance');
  });

  it('keeps the chosen days in the address', async () => {
    open('/attendance?from=2026-01-05&to=2026-01-06');
    fireEvent.click(await screen.findByRole('button', { name: 'This week' }));
    expect(screen.getByRole('button', { name: 'This week' }).getAttribute('aria-pressed')).toBe('true');
    expect(window.location.search).not.toContain('2026-01-05');
  });

  it('tells what is known of the session from what is known of somebody who never came', async () => {
    const at = '2026-03-02T14:00:00Z';
    const fact = { kind: 'session_started', source: 'staff', observed_at: at, recorded_at: at, connection: null };
    serve({
      'GET /api/me': ME,
      'GET /api/attendance/sessions/s1/participants/ana': {
        ...EVIDENCE,
        record: { ...RECORD, first_seen_at: null, last_seen_at: null },
        intervals: [],
        spans: [],
        facts: [{ ...fact, id: 'f1', about: 'session', text: 'Session started' }],
      },
    });
    open('/attendance/sessions/s1/people/ana');
    await screen.findByRole('heading', { name: 'Nothing was observed' });
    screen.getByText('1 observation, all about the session as a whole. It is never changed.');
    screen.getByText('The session as a whole');
  });

  it('says on which day a fact was recorded that came late', async () => {
    const fact = { kind: 'stated', about: 'client', source: 'staff', connection: null, id: 'f1', text: 'Stated: in room.' };
    const facts = [{ ...fact, observed_at: '2026-03-02T17:00:00Z', recorded_at: '2026-03-06T19:31:47Z' }];
    serve({ 'GET /api/me': ME, 'GET /api/attendance/sessions/s1/participants/ana': { ...EVIDENCE, facts } });
    open('/attendance/sessions/s1/people/ana');
    const row = (await screen.findByText('Stated: in room.')).closest('tr')!;
    expect(within(row).getAllByRole('cell').map((cell) => cell.textContent)).toEqual([
      'This client',
      '12:00:00 PM',
      'Mar 6, 2026, 2:31:47 PM',
      'staff',
    ]);
  });

  it('shows parts that add up to what counted, without those that came to nothing', async () => {
    const minutes_by_modality = { video: 60.6 / 60, in_room: 71.6 / 60, audio_only: 0.002 };
    const record = { ...RECORD, countable_minutes: 132.32 / 60, minutes_by_modality };
    serve({ 'GET /api/me': ME, 'GET /api/attendance/sessions/s1/participants/ana': { ...EVIDENCE, record } });
    open('/attendance/sessions/s1/people/ana');
    await screen.findByText('2 min 12 s');
    const figures = screen.getAllByRole('definition').map((one) => one.textContent);
    expect(figures).toEqual(['2 min 12 s', '2 h 1 min', '1 min 1 s', '1 min 11 s']);
  });

  it('calls the time of somebody who was only in the room that', async () => {
    const intervals = EVIDENCE.intervals.map((one) => ({ ...one, modality: 'in_room' }));
    serve({ 'GET /api/me': ME, 'GET /api/attendance/sessions/s1/participants/ana': { ...EVIDENCE, intervals } });
    open('/attendance/sessions/s1/people/ana');
    await screen.findByText('Counted', { selector: 'dt' });
    expect(screen.getAllByRole('term').map((one) => one.textContent)).toEqual(['Counted', 'In the room']);
  });

  it('says outcomes in words', async () => {
    open('/attendance/sessions/s1');
    await screen.findByText('Left early');
    screen.getByText('To look at: estimated');
  });
});
