import { fireEvent, screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { serve, show } from '../../testing/show';
import AssessmentDialog from './AssessmentDialog';

const CLIENT = { person_id: 'nia', legal_name: 'Nia Okoro', enrollments: [] };
const IOP = { id: 'iop', name: 'Evening IOP', level_of_care: '2.1', weekly_hours: 9, tracks: [], closed: false };
const UNCONFIRMED = {
  status: 422,
  code: 'unconfirmed',
  detail: '3 hours a week are fewer than the 9 that are usual at level 2.1.',
  errors: [{ path: 'body.confirmed.hours_outside_level', message: '3 hours a week are fewer than the 9 that are usual at level 2.1.' }],
};

/** The dialog in a session, with what was posted; the first answer is `problem`, if there is one. */
async function open(before: readonly object[] = [], problem: object | null = null) {
  serve({
    'GET /api/clients/nia': CLIENT,
    'GET /api/clients/nia/assessments': before,
    'GET /api/programs': { programs: [IOP], levels: [], sites: [] },
    'POST /api/clients/nia/assessments': {},
  });
  const posted: Record<string, unknown>[] = [];
  const served = window.fetch;
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    if (init.method !== 'POST') return served(path, init);
    posted.push(JSON.parse(String(init.body)) as Record<string, unknown>);
    if (problem === null || posted.length > 1) return served(path, init);
    return Promise.resolve(new Response(JSON.stringify(problem), { status: 422, headers: { 'content-type': 'application/problem+json' } }));
  });
  const onClose = vi.fn();
  show(<AssessmentDialog client="nia" name="Nia" session="s1" zone="America/Los_Angeles" onClose={onClose} />);
  await screen.findByText('A stable, private and safe place');
  return { posted, onClose };
}

function answer(topic: string, yes: 'Yes' | 'No', alone = false) {
  const group = within(screen.getByText(topic, { selector: 'legend' }).closest('fieldset')!);
  fireEvent.click(group.getByLabelText(yes));
  if (alone) fireEvent.click(group.getByLabelText(`${topic}: asked while they were alone`));
}

function allWell() {
  answer('A stable, private and safe place', 'Yes', true);
  answer('Equipment and connection', 'Yes');
  answer('A safety plan in place', 'No');
  fireEvent.click(screen.getByLabelText('Telehealth'));
}

it('sends what was asked, whether alone, and the plan in which it ends', async () => {
  const { posted, onClose } = await open([], UNCONFIRMED);
  allWell();
  await screen.findByText('Evening IOP, IOP (2.1)');
  fireEvent.change(screen.getByLabelText('Program'), { target: { value: 'iop' } });
  fireEvent.click(screen.getByText('Save and enroll'));
  await screen.findByText(UNCONFIRMED.detail);
  expect(posted[0]).toMatchObject({
    seen: 0,
    session: 's1',
    place: { yes: true, alone: true },
    safety_plan: { yes: false, alone: false },
    suitability: 'telehealth',
    enrollment: { program_id: 'iop', confirmed: [] },
  });
  screen.getByText('Enroll all the same');
  expect(onClose).not.toHaveBeenCalled();
});

it('enrolls nobody whom nothing suits, and names the version that was seen', async () => {
  const asked = { yes: true, alone: true, note: '' };
  const last = { version: 2, contact_name: 'Rosa', contact_relation: 'mother', contact_phone: '555-0199' };
  const { posted } = await open([{ ...last, place: asked, equipment: asked, safety_plan: asked }]);
  allWell();
  fireEvent.click(screen.getByLabelText('Not suitable for our programs'));
  expect(screen.queryByLabelText('Program')).toBeNull();
  fireEvent.change(screen.getByLabelText('Why not, and where they go instead'), { target: { value: 'Detox first' } });
  fireEvent.click(screen.getByText('Save the assessment'));
  await vi.waitFor(() => expect(posted).toHaveLength(1));
  expect(posted[0]).toMatchObject({ seen: 2, contact_name: 'Rosa', suitability: 'not_suitable', enrollment: null, reason: 'Detox first' });
});
