import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { ImportLine, Me } from '../../../api/types';
import { type Answers, refusal, serve, show } from '../../../testing/show';
import PeoplePages from '../PeoplePages';

const ADMIN: Me = {
  person_id: 'p1',
  role: 'admin',
  name: 'Dana',
  clinic: { id: 'c1', name: 'Cedar', phone: '(555) 010-0142', time_zone: 'America/Los_Angeles' },
  session_id: null,
  expires_at: '2026-03-02T20:00:00Z',
};
const COLUMNS = { subject: 'clients', columns: ['record_number', 'legal_name'], required: ['record_number'] };
const line = (number: number, fate: ImportLine['fate'], words = ''): ImportLine => ({
  line: number,
  fate,
  columns: [],
  said: words === '' ? [] : [{ column: 'record_number', words }],
});
const LINES = [line(2, 'added'), line(3, 'warned', 'may be there already'), line(4, 'refused', 'is not right'), line(5, 'same')];

function open(more: Answers): void {
  window.history.replaceState(null, '', '/import');
  serve({
    'GET /api/me': ADMIN,
    'GET /api/imports/columns': { files: [COLUMNS] },
    'POST /api/imports/preview': { lines: LINES, rows: 4, next: null },
    ...more,
  });
  show(<PeoplePages />);
}

async function choose(): Promise<void> {
  const file = new File(['record_number\nA\nB\nC\nD\n'], 'clients.csv');
  Object.assign(file, { arrayBuffer: () => Promise.resolve(new TextEncoder().encode('record_number\nA\nB\nC\nD\n')) });
  fireEvent.change(await screen.findByLabelText('CSV file'), { target: { files: [file] } });
}

describe('an import', () => {
  it('says what becomes of the lines before anything is taken over, those that need somebody first', async () => {
    open({});
    await choose();
    await screen.findByRole('button', { name: 'Take over 1 line' });
    expect(screen.getByText('2 lines are left out')).toBeTruthy();
    expect(screen.getByRole('list', { name: 'What becomes of the lines' }).textContent).toBe(
      'Wrong: 1To be confirmed: 1New: 1As it is already: 1',
    );
    expect(screen.getByRole('table', { name: 'Lines that need you' }).querySelectorAll('tbody tr')).toHaveLength(2);
  });

  it('takes lines of which somebody is warned over only with a reason, part after part', async () => {
    const sent: unknown[] = [];
    open({});
    await choose();
    fireEvent.click(await screen.findByLabelText('Take the line to be confirmed over too'));
    fireEvent.change(screen.getByLabelText(/Why they are meant/), { target: { value: 'two of one name' } });
    vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
      if (init.method !== 'POST') return Promise.resolve(new Response('{}', { status: 500 }));
      sent.push(JSON.parse(init.body as string));
      const body = sent.length === 1 ? { lines: LINES.slice(0, 2), rows: 4, next: 2 } : { lines: LINES.slice(2), rows: 4, next: null };
      return Promise.resolve(new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } }));
    });
    fireEvent.click(screen.getByRole('button', { name: 'Take over 2 lines' }));
    await screen.findByRole('heading', { name: '1 line is taken over' });
    expect(sent).toMatchObject([
      { first: 0, meant: 'two of one name' },
      { first: 2, meant: 'two of one name' },
    ]);
    expect(screen.getByRole('button', { name: 'Save the lines that were left out' })).toBeTruthy();
  });

  it('says which columns are wrong, and keeps the place to choose another file', async () => {
    open({ 'POST /api/imports/preview': refusal(422, 'invalid', 'Columns that are not known: MRN.') as unknown as object });
    await choose();
    expect(await screen.findByText(/Columns that are not known: MRN\./)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Choose another file' })).toBeTruthy();
  });
});
