import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { PlannedPerson, RosterPlan as Plan, SessionDetail } from '../../api/types';
import { serve, show, type Answers } from '../../testing/show';
import { RosterPlan } from './RosterPlan';

const SESSION = { id: 's1', title: 'Process group', status: 'planned', time_zone: 'America/New_York' } as SessionDetail;
const ELSEWHERE = { id: 's2', title: 'Morning group', starts_at: '2026-03-05T14:00:00Z', time_zone: 'America/New_York' };

function person(person_id: string, name: string, more: Partial<PlannedPerson> = {}): PlannedPerson {
  return {
    person_id,
    name,
    chosen_name: name,
    name_used: '',
    pronouns: '',
    role: 'client',
    status: 'expected',
    source: 'enrollment',
    decision: null,
    makes_up_for: null,
    made_up_at: null,
    ...more,
  };
}

const PLAN: Plan = {
  people: [
    person('ana', 'Ana Herrera'),
    person('ben', 'Ben Oyelaran', { status: 'excused', made_up_at: ELSEWHERE }),
    person('mara', 'Mara Lind', { role: 'facilitator', source: 'series' }),
  ],
  left_out: [{ person_id: 'cai', name: 'Cai Novak', role: 'client', apart_from: 'Ana Herrera', decision: null, made_up_at: null }],
  crowding: ['That makes 13 clients, and the policy has at most 12 in a group.'],
  apart: [],
};

async function open(plan: Plan, more: Answers = {}, session = SESSION): Promise<void> {
  serve({ 'GET /api/sessions/s1/roster-plan': plan, ...more });
  show(<RosterPlan session={session} />);
  await screen.findByRole('heading', { name: 'Who is expected' });
}

function bodies(): unknown[] {
  return vi.mocked(globalThis.fetch).mock.calls.flatMap(([, init]): unknown[] =>
    init?.method === 'POST' || init?.method === 'PUT' ? [JSON.parse(String(init.body))] : [],
  );
}

describe('who is expected at a session', () => {
  it('says of clients why they are, who makes up elsewhere, who is left out, and what is over the policy', async () => {
    await open(PLAN);
    const rows = within(screen.getByRole('table', { name: 'Who is expected and why' })).getAllByRole('row');
    expect(rows).toHaveLength(3);
    screen.getByText('Excused');
    const link = screen.getByRole('link', { name: /^Makes up at Morning group, Thursday, (March 5|5 March), .*9:00/ });
    expect(link.getAttribute('href')).toBe('/roster/s2');
    screen.getByText(/Kept apart from Ana Herrera, who is on the roster/);
    screen.getByText(/That makes 13 clients/);
    screen.getByRole('button', { name: 'Make-up: Cai Novak' });
    expect(screen.queryByRole('button', { name: 'Take back: Cai Novak' })).toBeNull();
  });

  it('offers no make-up to staff who are kept apart from a client', async () => {
    const mara = { ...PLAN.left_out[0]!, person_id: 'mara', name: 'Mara Lind', role: 'facilitator' as const };
    await open({ ...PLAN, left_out: [mara] });
    screen.getByText(/Kept apart from Ana Herrera/);
    expect(screen.queryByRole('button', { name: 'Make-up: Mara Lind' })).toBeNull();
  });

  it('leaves somebody out for a reason', async () => {
    await open(PLAN, { 'PUT /api/sessions/s1/roster-plan/ana': 204 });
    vi.spyOn(globalThis, 'fetch');
    fireEvent.click(screen.getByRole('button', { name: 'Leave out: Ana Herrera' }));
    fireEvent.change(screen.getByLabelText('Reason'), { target: { value: ' Court date ' } });
    fireEvent.submit(screen.getByLabelText('Reason').closest('form')!);
    await waitFor(() => expect(bodies()).toEqual([{ kind: 'left_out', reason: 'Court date' }]));
  });

  it('adds somebody all the same once the warning was read', async () => {
    const candidates = [{ person_id: 'dot', name: 'Dot Lee', record_number: 'CT-9' }];
    await open(PLAN, { 'GET /api/sessions/s1/roster-plan/candidates': candidates });
    const served = globalThis.fetch;
    const warned = JSON.stringify({ code: 'warned', detail: 'They are expected elsewhere.' });
    const type = { 'content-type': 'application/problem+json' };
    vi.spyOn(globalThis, 'fetch').mockImplementation((path, init) =>
      init?.method !== 'POST'
        ? served(path, init)
        : Promise.resolve(
            String(init.body).includes('"despite":true')
              ? new Response(null, { status: 204 })
              : new Response(warned, { status: 409, headers: type }),
          ),
    );
    fireEvent.click(screen.getByRole('button', { name: 'Add somebody' }));
    await screen.findByRole('option', { name: 'Dot Lee · CT-9', hidden: true });
    fireEvent.change(screen.getByLabelText('Who'), { target: { value: 'dot' } });
    fireEvent.change(screen.getByLabelText('Reason'), { target: { value: 'Moves on Monday' } });
    const form = screen.getByLabelText('Reason').closest('form')!;
    fireEvent.submit(form);
    await screen.findByText(/They are expected elsewhere/);
    screen.getByRole('button', { name: 'Add all the same', hidden: true });
    fireEvent.submit(form);
    const wish = { person: 'dot', reason: 'Moves on Monday', instead_of: null };
    await waitFor(() => expect(bodies()).toEqual([{ ...wish, despite: false }, { ...wish, despite: true }]));
    await waitFor(() => expect(screen.queryByLabelText('Reason')).toBeNull());
  });

  it('offers what a client can make up at, and says when there is nothing', async () => {
    const path = 'GET /api/sessions/s1/roster-plan/ana/make-ups';
    const offer = { session: ELSEWHERE, kind: 'group', clashes: ['They are expected elsewhere then.'] };
    await open(PLAN, { [path]: [offer], 'POST /api/sessions/s2/roster-plan': 204 });
    vi.spyOn(globalThis, 'fetch');
    fireEvent.click(screen.getByRole('button', { name: 'Make-up: Ana Herrera' }));
    fireEvent.click(await screen.findByRole('radio', { name: /^Morning group/, hidden: true }));
    screen.getByText('They are expected elsewhere then.');
    fireEvent.change(screen.getByLabelText('Reason'), { target: { value: 'Court date' } });
    fireEvent.submit(screen.getByLabelText('Reason').closest('form')!);
    const wish = { person: 'ana', reason: 'Court date', instead_of: 's1', despite: false };
    await waitFor(() => expect(bodies()).toEqual([wish]));
    cleanup();
    await open(PLAN, { [path]: [] });
    fireEvent.click(screen.getByRole('button', { name: 'Make-up: Ana Herrera' }));
    await screen.findByText('There is no session this week with room for them.');
    expect(screen.queryByRole('button', { name: 'Save', hidden: true })).toBeNull();
  });

  it('changes nothing any more once the session is over', async () => {
    await open(PLAN, {}, { ...SESSION, status: 'finished' });
    expect(screen.queryAllByRole('button')).toEqual([]);
  });
});
