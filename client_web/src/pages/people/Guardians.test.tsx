import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { Me } from '../../api/types';
import { StaffArea } from '../../components/clinic/StaffArea';
import { serve, show } from '../../testing/show';
import { Guardians } from './Guardians';

const ME: Me = {
  person_id: 'p1',
  role: 'facilitator',
  name: 'Mara',
  clinic: { id: 'c1', name: 'Cedar', phone: '(555) 010-0142', time_zone: 'America/Los_Angeles' },
  session_id: null,
  expires_at: '2026-03-02T20:00:00Z',
};
const ROSA = {
  id: 'g1',
  name: 'Rosa Herrera',
  relation: 'mother',
  phone: '555-0199',
  email: '',
  authority: 'parent',
  authority_note: '',
  since: '2020-01-01',
  until: null,
  holds: true,
  may_be_told: false,
};
const MINOR = { minor: true, of_age_on: '2028-06-01', guardians: [ROSA], treatment: [] };

function open(found: object) {
  serve({
    'GET /api/me': ME,
    'GET /api/clients/ana/minor': found,
    'GET /api/consent-ages': [{ state: 'CA', substance_use: 12, mental_health: 12, source: 'Family Code 6929', own: false }],
    'POST /api/clients/ana/treatment-consents': found,
  });
  const posted: Record<string, unknown>[] = [];
  const served = window.fetch;
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    if (init.method === 'POST') posted.push(JSON.parse(String(init.body)) as Record<string, unknown>);
    return served(path, init);
  });
  show(
    <StaffArea title="People">
      <Guardians client="ana" />
    </StaffArea>,
  );
  return posted;
}

it('says of each guardian whether they may be told, and what the law of a state is before a consent is recorded', async () => {
  const posted = open(MINOR);
  await screen.findByText('Learns nothing');
  screen.getByText('No consent to treatment is on record.');
  fireEvent.click(screen.getByRole('button', { name: 'Record a consent to treatment' }));
  const dialog = within(screen.getByRole('dialog', { hidden: true }));
  const choose = (label: string, value: string) => fireEvent.change(dialog.getByLabelText(label), { target: { value } });
  choose('State where they are treated', 'TX');
  await dialog.findByText(/Nobody has set what holds in this state/);
  choose('State where they are treated', 'CA');
  await dialog.findByText(/Family Code 6929/);
  choose('Who has signed', 'both');
  choose('Which guardian', 'g1');
  choose('Version of the form', 'T-1');
  choose('Signed on', '2026-03-01');
  fireEvent.click(dialog.getByRole('button', { name: 'Save', hidden: true }));
  await vi.waitFor(() => expect(posted).toHaveLength(1));
  expect(posted[0]).toEqual({ given_by: 'both', guardian_id: 'g1', treats: 'both', state: 'CA', version: 'T-1', given_on: '2026-03-01' });
});

it('shows nothing of somebody who was never a minor here', async () => {
  open({ minor: false, of_age_on: '2010-01-01', guardians: [], treatment: [] });
  await screen.findByText('Mara');
  expect(screen.queryByText(/guardian/i)).toBeNull();
});

it('offers no consent that would open nothing: of a guardian whose authority has ended, or once the client is of age', async () => {
  const ended = { ...ROSA, id: 'g2', name: 'Luis Herrera', until: '2021-01-01', holds: false };
  open({ ...MINOR, guardians: [ROSA, ended] });
  await screen.findByText('Luis Herrera');
  expect(screen.getAllByRole('link', { name: 'record it with their consents' })).toHaveLength(1);
  cleanup();
  open({ ...MINOR, minor: false });
  await screen.findByText('Rosa Herrera');
  expect(screen.queryByRole('link', { name: 'record it with their consents' })).toBeNull();
});
