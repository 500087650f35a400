import { describe, expect, it } from 'vitest';
import type { CalendarEntry, CalendarPage, Finding } from '../../api/types';
import { draftOf, freshForm } from './draft';
import { grouped } from './Findings';
import { lineAt, optionsOf, planOf, spanOf } from './week';

const entry = (id: string, day: string, hour: number, more: Partial<CalendarEntry> = {}): CalendarEntry => ({
  id,
  series_id: null,
  kind: 'group',
  title: 'Group',
  topic: '',
  status: 'planned',
  day,
  starts_at: new Date(Date.parse(`${day}T00:00:00-08:00`) + hour * 3_600_000).toISOString(),
  ends_at: new Date(Date.parse(`${day}T00:00:00-08:00`) + (hour + 3) * 3_600_000).toISOString(),
  time_zone: 'America/Los_Angeles',
  program: { id: 'iop', name: 'Evening IOP' },
  site: null,
  setting: 'hybrid',
  facilitators: [{ id: 'mara', name: 'Mara' }],
  expected: 8,
  altered: false,
  cancel_reason: '',
  ...more,
});

const page = (...sessions: CalendarEntry[]): CalendarPage => ({
  today: '2026-03-04',
  time_zone: 'America/Los_Angeles',
  sessions,
  holidays: [{ day: '2026-03-05', name: 'Rest', site: null }],
});

describe('a week', () => {
  it('has seven days with what meets on each, and holidays', () => {
    const days = planOf(page(entry('a', '2026-03-02', 9), entry('b', '2026-03-04', 17)), '2026-03-02', {});
    expect(days.map((one) => one.sessions.map(({ id }) => id).join())).toEqual(['a', '', 'b', '', '', '', '']);
    expect(days[3]!.holidays[0]!.name).toBe('Rest');
  });

  it('shows what fits all that was chosen', () => {
    const other = entry('b', '2026-03-02', 17, { facilitators: [{ id: 'teo', name: 'Teo' }] });
    const both = page(entry('a', '2026-03-02', 9), other);
    const shown = (filters: object) => planOf(both, '2026-03-02', filters)[0]!.sessions.map(({ id }) => id);
    expect(shown({ facilitator: 'teo' })).toEqual(['b']);
    expect(shown({ facilitator: 'teo', program: 'php' })).toEqual([]);
    expect(optionsOf(both, (one) => one.facilitators).map(({ label }) => label)).toEqual(['Mara', 'Teo']);
  });

  it('has its line between what has begun and what has not', () => {
    const sessions = [entry('a', '2026-03-04', 9), entry('b', '2026-03-04', 17)];
    expect([8, 12, 18].map((hour) => lineAt(sessions, Date.parse('2026-03-04T00:00:00-08:00') + hour * 3_600_000))).toEqual([0, 1, 2]);
  });

  it('says a time once where both halves are alike, and the clock where it is another one', () => {
    expect(spanOf(entry('a', '2026-03-04', 17), false)).toBe('5:00 – 8:00 PM');
    expect(spanOf(entry('a', '2026-03-04', 10), true)).toBe('10:00 AM – 1:00 PM PST');
  });
});

it('whoever is in the same session on the same days is said once', () => {
  const finding = (person: string, other: string): Finding => ({
    against: 'elsewhere',
    days: ['2026-03-05'],
    person,
    client: true,
    other,
    expected: 0,
    cap: 0,
    states: [],
  });
  const found = [finding('Ana', 'Group'), finding('Ben', 'Group'), finding('Ana', 'Family')];
  expect(grouped(found).map((alike) => alike.map(({ person }) => person))).toEqual([['Ana', 'Ben'], ['Ana']]);
});

describe('a form', () => {
  const form = freshForm('2026-03-05', { programs: [{ id: 'iop', name: 'IOP', site: null }], tracks: [], sites: [], facilitators: [], clients: [] });

  it('is no draft until somebody has said what and when', () => {
    expect(draftOf(form)).toBeNull();
    expect(draftOf({ ...form, title: 'Skills', at: '17:30' })).toMatchObject({
      rule: 'FREQ=WEEKLY;BYDAY=TH',
      first_on: '2026-03-05',
      expects: 'enrolled',
      program_id: 'iop',
    });
  });

  it.each([{ minutes: '4' }, { breakMinutes: '180' }, { last: '2026-03-01' }, { first: '' }])('is none with %o', (wrong) => {
    expect(draftOf({ ...form, title: 'Skills', at: '17:30', ...wrong })).toBeNull();
  });

  it('that meets once ends on its day, and names nobody where all who are enrolled come', () => {
    const once = { ...form, title: 'Skills', at: '17:30', pattern: { ...form.pattern, repeat: 'once' as const }, clients: ['ana'] };
    expect(draftOf(once)).toMatchObject({ rule: 'FREQ=DAILY', last_on: '2026-03-05', clients: [] });
  });
});
