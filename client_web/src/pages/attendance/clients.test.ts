import { describe, expect, it } from 'vitest';
import type { ClientAttendance } from '../../api/types';
import { matching, totals } from './clients';

function client(legal_name: string, record_number: string | null = null, name = legal_name): ClientAttendance {
  return { client: { person_id: legal_name, name, legal_name, record_number }, program: null, weeks: [] };
}

describe('finding a client', () => {
  const clients = [client('Rosa Marlow', 'M-204', 'Ro'), client('Amir Haddad', 'M-101'), client('Ana Rosario')];

  it('looks at every word, in any order, in names and numbers', () => {
    expect(matching(clients, 'mar ro').map((one) => one.client.legal_name)).toEqual(['Rosa Marlow']);
    expect(matching(clients, 'm-101').map((one) => one.client.legal_name)).toEqual(['Amir Haddad']);
    expect(matching(clients, 'nobody')).toEqual([]);
  });

  it('shows all by name when nothing is sought', () => {
    expect(matching(clients, ' ').map((one) => one.client.legal_name)).toEqual([
      'Amir Haddad',
      'Ana Rosario',
      'Rosa Marlow',
    ]);
  });
});

describe('totals', () => {
  it('add up the weeks', () => {
    const week = {
      starts_on: '2026-03-02',
      countable_minutes: 170.5,
      target_minutes: 540,
      sessions_attended: 1,
      sessions_expected: 3,
    };
    expect(totals({ ...client('A'), weeks: [week, week] })).toEqual({ minutes: 341, attended: 2, expected: 6 });
  });
});
