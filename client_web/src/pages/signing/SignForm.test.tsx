import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Me, Sheet, SheetRecord, Signing } from '../../api/types';
import { UNSIGNED } from '../../testing/records';
import { refusal, serve, show, type Answers } from '../../testing/show';
import SheetPage from './SheetPage';

const ME: Me = {
  person_id: 'mara',
  role: 'facilitator',
  name: 'Mara',
  clinic: { id: 'c1', name: 'Cedar', phone: '(555) 010-0142', time_zone: 'America/New_York' },
  session_id: null,
  expires_at: '2026-03-02T20:00:00Z',
};

function record(person: string, name: string, minutes: number, signing: Partial<Signing> = {}): SheetRecord {
  return {
    record: {
      participant: { person_id: person, name, legal_name: name, record_number: null },
      session_id: 's1',
      outcome: minutes > 100 ? 'present' : 'partial',
      reason: '',
      countable_minutes: minutes,
      connected_minutes: minutes,
      minutes_by_modality: {},
      first_seen_at: null,
      last_seen_at: null,
      flags: [],
      provisional: false,
      version: 1,
      derived_at: '2026-03-02T17:00:00Z',
      signing: { ...UNSIGNED, ...signing },
    },
    remarks: [],
    shown: `${minutes} ${signing.status ?? ''}`,
    may_sign: true,
    may_cosign: false,
  };
}

function sheet(...records: SheetRecord[]): Sheet {
  return {
    session: { id: 's1', title: 'Evening group', time_zone: 'America/New_York', starts_at: '2026-03-02T14:00:00Z', ends_at: '2026-03-02T17:00:00Z', started_at: null, ended_at: null } as Sheet['session'],
    records,
    may_sign: true,
    may_cosign: false,
    signer: { name: 'Mara Lindgren', credential: 'LCSW', licence: '', supervisor: null },
    in_place_of: [],
    meaning: 'I attest that this is so.',
    cosigning: '',
    wall_minutes: 180,
  };
}

async function open(answers: Answers): Promise<void> {
  serve({ 'GET /api/me': ME, ...answers });
  show(<SheetPage session="s1" />);
  await screen.findByRole('heading', { name: 'Evening group' });
}

function sign(): void {
  fireEvent.change(screen.getByLabelText('Your password'), { target: { value: 'secret' } });
  fireEvent.click(screen.getByRole('button', { name: /^Sign 2 records/ }));
}

describe('signing what has changed meanwhile', () => {
  it('says so, says what is different once one looks, and keeps what was judged', async () => {
    const answers: Answers = {
      'GET /api/me': ME,
      'GET /api/signing/sessions/s1': sheet(record('ana', 'Ana Herrera', 180), record('ben', 'Ben Oyelaran', 180)),
      'POST /api/signing/sessions/s1/signatures': refusal(409, 'changed_meanwhile', 'A record was changed after your page showed them. Nothing was signed: please look again.'),
    };
    serve(answers);
    show(<SheetPage session="s1" />);
    fireEvent.change(await screen.findByLabelText('Note about Ben Oyelaran'), { target: { value: 'Called in sick' } });
    sign();
    await screen.findByText('Something changed since you opened this page');
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();

    answers['GET /api/signing/sessions/s1'] = sheet(record('ana', 'Ana Herrera', 60), record('ben', 'Ben Oyelaran', 180));
    fireEvent.click(screen.getByRole('button', { name: 'Show me what is there now' }));
    const heading = await screen.findByText('Changed since you looked');
    expect(heading.parentElement!.textContent).toContain('Ana Herrera: Present, 3 h → Partial, 1 h');
    expect(heading.parentElement!.textContent).not.toContain('Ben');
    expect(document.activeElement!.contains(heading)).toBe(true);
    expect(screen.getByLabelText<HTMLInputElement>('Note about Ben Oyelaran').value).toBe('Called in sick');
  });

  it('names a signature of somebody else, who is new, and who is gone', async () => {
    const answers: Answers = {
      'GET /api/me': ME,
      'GET /api/signing/sessions/s1': sheet(record('ana', 'Ana Herrera', 180), record('ben', 'Ben Oyelaran', 180)),
      'POST /api/signing/sessions/s1/signatures': refusal(409, 'not_to_sign', 'One of these records is signed already. Nothing was signed.'),
    };
    serve(answers);
    show(<SheetPage session="s1" />);
    await screen.findByLabelText('Note about Ben Oyelaran');
    sign();
    await screen.findByText(/is signed already/);
    answers['GET /api/signing/sessions/s1'] = sheet(record('ana', 'Ana Herrera', 180, { status: 'signed' }), record('cam', 'Cam Ito', 20));
    fireEvent.click(screen.getByRole('button', { name: 'Show me what is there now' }));
    const said = (await screen.findByText('Changed since you looked')).parentElement!.textContent;
    expect(said).toContain('Ana Herrera: Not signed yet → Signed');
    expect(said).toContain('Cam Ito: new here');
    expect(said).toContain('Ben Oyelaran: not here any more');
  });
});

describe('a wrong signing password', () => {
  it('says one thing, at the field, which is empty again', async () => {
    await open({
      'GET /api/signing/sessions/s1': sheet(record('ana', 'Ana Herrera', 180), record('ben', 'Ben Oyelaran', 180)),
      'POST /api/signing/sessions/s1/signatures': refusal(422, 'wrong_password', 'That is not your password. Nothing was signed.'),
    });
    sign();
    await screen.findByText('That is not your password. Nothing was signed.');
    expect(screen.queryByText('Something does not fit')).toBeNull();
    const field = screen.getByLabelText<HTMLInputElement>('Your password');
    expect([field.value, document.activeElement]).toEqual(['', field]);
  });
});
