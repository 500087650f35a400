import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { Route } from 'wouter';
import type { ExportPreview, ExportRequest } from '../../../api/types';
import { serve, show } from '../../../testing/show';
import AttendancePages from '../AttendancePages';

const person = (id: string, name: string) => ({ person_id: id, name, legal_name: name, record_number: null });
const NONE = 'There is no consent to this recipient for this purpose.';
const PREVIEW: ExportPreview = {
  clients: 2,
  records: 24,
  left_out: [
    { client: person('dev', 'Dev'), reason: NONE },
    { client: person('elin', 'Elin'), reason: 'The consent for this was withdrawn on 2026-03-02.' },
    { client: person('fin', 'Fin'), reason: NONE },
  ],
  notice: 'Part 2 prohibits …',
};
const GENERAL = 'My treating providers, health plans, third-party payers, and people helping to operate this program';

let asked: ExportRequest[];
let answers: Record<string, object | number>;

beforeEach(() => {
  asked = [];
  answers = {
    'GET /api/me': {
      person_id: 'dana',
      role: 'admin',
      name: 'Dana',
      clinic: { id: 'c1', name: 'Cedar', phone: '(555) 010-0142', time_zone: 'America/New_York' },
      session_id: null,
      expires_at: '2026-03-02T20:00:00Z',
    },
    'GET /api/attendance/sessions': [],
    'GET /api/exports/named': [
      { recipient: GENERAL, purpose: 'Treatment, payment and health care operations' },
      { recipient: 'Medicaid', purpose: 'Eligibility' },
    ],
    'POST /api/exports/preview': PREVIEW,
  };
  serve(answers);
  const others = globalThis.fetch;
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    if (path !== '/api/exports') return others(path, init);
    asked.push(JSON.parse(String(init.body)) as ExportRequest);
    const type = { 'content-type': 'application/problem+json' };
    return Promise.resolve(new Response(JSON.stringify({ code: 'changed' }), { status: 409, headers: type }));
  });
});

async function preview(): Promise<HTMLElement> {
  window.history.replaceState(null, '', '/attendance');
  show(<Route path="/attendance" nest component={AttendancePages} />);
  fireEvent.click(await screen.findByRole('button', { name: 'Export' }));
  const dialog = screen.getByRole('dialog');
  await waitFor(() => expect(options(dialog)).toContain('Medicaid'));
  fireEvent.change(within(dialog).getByLabelText('Who receives it'), { target: { value: 'Medicaid' } });
  fireEvent.change(within(dialog).getByLabelText('What for'), { target: { value: 'Eligibility' } });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Continue' }));
  await within(dialog).findByText('3 clients are left out');
  return dialog;
}

function options(dialog: HTMLElement): string[] {
  return [...dialog.querySelectorAll('datalist option')].map((option) => option.getAttribute('value')!);
}

it('says to whom it goes and, by reason, who is left out, and has the focus there', async () => {
  const dialog = await preview();
  within(dialog).getByText('Table of records (CSV), to: Medicaid, for: Eligibility');
  const reasons = within(dialog).getAllByRole('listitem').map((item) => item.textContent);
  expect(reasons).toEqual([`Dev, Fin${NONE}`, 'ElinThe consent for this was withdrawn on Mar 2, 2026.']);
  expect(document.activeElement!.textContent).toContain('3 clients are left out');
});

it('offers nobody without a name as a recipient', async () => {
  window.history.replaceState(null, '', '/attendance');
  show(<Route path="/attendance" nest component={AttendancePages} />);
  fireEvent.click(await screen.findByRole('button', { name: 'Export' }));
  await waitFor(() => expect(options(screen.getByRole('dialog'))).toEqual(['Medicaid', 'Eligibility']));
});

it('shows again who is left out when that has changed', async () => {
  const dialog = await preview();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Export' }));
  await within(dialog).findByText('Who is left out has changed');
  expect(asked.map((one) => one.left_out)).toEqual([3]);
  answers['POST /api/exports/preview'] = { ...PREVIEW, left_out: PREVIEW.left_out.slice(0, 1) };
  fireEvent.click(within(dialog).getByRole('button', { name: 'Look again' }));
  await within(dialog).findByText('1 client is left out');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Export' }));
  await waitFor(() => expect(asked.map((one) => one.left_out)).toEqual([3, 1]));
});
