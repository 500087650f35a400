import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { SeriesPreview, SplitOffer } from '../../../api/types';
import { serve, show, type Answers } from '../../../testing/show';
import { SplitForm } from './SplitForm';

const CLIENTS = ['ana', 'ben', 'cai'].map((id, at) => ({ person_id: id, name: `Legal ${id}`, record_number: null, second: at === 2 }));
const OFFER: SplitOffer = { from_on: '2026-03-19', version: 3, title: 'Group', at: '17:30:00', facilitators: ['mara'], clients: CLIENTS };
const CHOICES = { programs: [], tracks: [], sites: [], facilitators: [{ id: 'mara', name: 'Mara' }, { id: 'teo', name: 'Teo' }], clients: [] };
const FOUND: SeriesPreview = {
  last_on: '2026-04-30',
  until: '2026-04-30',
  meetings: [{ day: '2026-03-19', starts_at: '2026-03-19T17:30:00Z', ends_at: '2026-03-19T20:45:00Z' }],
  holidays: [],
  findings: [],
  apart: [['Ana', 'Ben']],
  moved: 1,
  dropped: [],
  passed_by: [],
};

it('begins evenly, moves by hand, says what stands against it, and sends both groups', async () => {
  const answers: Answers = {
    'GET /api/schedule/series/s1/split': OFFER,
    'POST /api/schedule/series/s1/split/preview': { first: FOUND, second: { ...FOUND, apart: [], moved: 0 } },
  };
  serve(answers);
  show(<SplitForm series="s1" offer={OFFER} choices={CHOICES} />);
  expect(screen.getByLabelText<HTMLInputElement>('Group of Legal cai: Second').checked).toBe(true);
  fireEvent.click(screen.getByLabelText('Group of Legal ben: Second'));
  await screen.findByText(/Ana from Ben/);
  const fetched = vi.spyOn(globalThis, 'fetch');
  fireEvent.click(screen.getByRole('button', { name: 'Make two groups' }));
  await waitFor(() => {
    const sent = fetched.mock.calls.find(([to]) => String(to).endsWith('/split'));
    expect(JSON.parse(String(sent?.[1]?.body))).toMatchObject({
      version: 3,
      first: { title: 'Group 1', at: '17:30:00', facilitators: ['mara'], clients: ['ana'] },
      second: { title: 'Group 2', facilitators: [], clients: ['ben', 'cai'] },
    });
  });
  fireEvent.click(screen.getByRole('button', { name: 'Divide evenly' }));
  expect(screen.getByLabelText<HTMLInputElement>('Group of Legal ben: First').checked).toBe(true);
});
