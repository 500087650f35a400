import { fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Amendment, Fact, Sheet, SheetRecord } from '../../api/types';
import { UNSIGNED } from '../../testing/records';
import { refusal, serve, show, type Answers } from '../../testing/show';
import SheetPage from './SheetPage';

const ME = {
  person_id: 'mara',
  role: 'facilitator',
  name: 'Mara',
  clinic: { id: 'c1', name: 'Cedar', phone: '(555) 010-0142', time_zone: 'America/New_York' },
  session_id: null,
  expires_at: '2026-03-02T20:00:00Z',
};
const SIGNED_AT = '2026-03-02T17:20:00Z';
const ATTESTATION: SheetRecord['record']['signing']['attestations'][number] = {
  kind: 'signature',
  by: 'Mara Okafor',
  credential: 'LCSW',
  licence: '',
  supervisor: null,
  in_place_of: [],
  at: SIGNED_AT,
  in_force: true,
};

const RECORD: SheetRecord = {
  record: {
    participant: { person_id: 'ana', name: 'Ana', legal_name: 'Ana Herrera', record_number: 'CT-1041' },
    session_id: 's1',
    outcome: 'no_show',
    reason: 'Expected and did not come.',
    countable_minutes: 0,
    connected_minutes: 0,
    minutes_by_modality: {},
    first_seen_at: null,
    last_seen_at: null,
    flags: [],
    provisional: false,
    version: 1,
    derived_at: '2026-03-02T17:00:00Z',
    signing: { ...UNSIGNED, status: 'signed', since: null, attestations: [ATTESTATION] },
  },
  shown: '0'.repeat(64),
  remarks: ['Did not come'],
  may_sign: false,
  may_cosign: false,
};
const SHEET: Sheet = {
  session: {
    id: 's1',
    kind: 'group',
    title: 'Process group',
    program: 'Evening IOP',
    status: 'finished',
    starts_at: '2026-03-02T14:00:00Z',
    ends_at: '2026-03-02T17:00:00Z',
    started_at: '2026-03-02T14:03:00Z',
    ended_at: '2026-03-02T15:10:00Z',
    time_zone: 'America/New_York',
    facilitators: ['Mara'],
    expected: 1,
  },
  records: [RECORD],
  may_sign: true,
  may_cosign: false,
  in_place_of: [],
  signer: { name: 'Mara Okafor', credential: 'LCSW', licence: '', supervisor: null },
  meaning: 'I attest.',
  cosigning: 'I co-sign.',
  wall_minutes: 180,
};

function fact(id: string, text: string, recorded_at: string): Fact {
  return { id, kind: 'stated', about: 'client', source: 'staff', observed_at: SIGNED_AT, recorded_at, connection: null, text };
}

function open(sheet: Sheet): void {
  const facts = [fact('f1', 'Connected', '2026-03-02T14:05:00Z'), fact('f2', 'Stated: in room.', '2026-03-04T19:31:00Z')];
  serve({
    'GET /api/me': ME,
    'GET /api/signing/count': { sessions: 1, overdue: 0 },
    'GET /api/signing/sessions/s1': sheet,
    'GET /api/attendance/sessions/s1/participants/ana': { session: SHEET.session, record: RECORD.record, facts },
  });
  show(<SheetPage session="s1" />);
}

beforeEach(() => {
  window.scrollTo = () => undefined;
});

describe('a session’s sheet', () => {
  it('says when the session was planned, and when it was held', async () => {
    open(SHEET);
    await screen.findByText('Mar 2, 2026, 9:00 AM – 12:00 PM · held 9:03 AM – 10:10 AM');
  });

  it('shows the records of a session that was ended just now once they are there', async () => {
    const answers: Answers = {
      'GET /api/me': ME,
      'GET /api/signing/count': { sessions: 0, overdue: 0 },
      'GET /api/signing/sessions/s1': refusal(409, 'records_not_derived', 'They are here in a moment.'),
    };
    serve(answers);
    show(<SheetPage session="s1" />);
    await screen.findByText('The records are being made');
    answers['GET /api/signing/sessions/s1'] = SHEET;
    await screen.findByText('All records of this session are signed');
  });

  it('says what was signed, although the form is gone by then', async () => {
    const unsigned = { ...RECORD, record: { ...RECORD.record, signing: UNSIGNED }, may_sign: true };
    let signed = false;
    serve({
      'GET /api/me': ME,
      'GET /api/signing/count': { sessions: 1, overdue: 0 },
      get 'GET /api/signing/sessions/s1'() {
        return signed ? SHEET : { ...SHEET, records: [unsigned] };
      },
      get 'POST /api/signing/sessions/s1/signatures'() {
        signed = true;
        return 204;
      },
    });
    const served = globalThis.fetch;
    let counted = (): void => undefined; // what is counted comes last
    const slow = (path: string, init: RequestInit) =>
      signed && path === '/api/signing/count'
        ? new Promise<void>((resolve) => (counted = resolve)).then(() => served(path, init))
        : served(path, init);
    vi.stubGlobal('fetch', slow);
    show(<SheetPage session="s1" />);
    fireEvent.change(await screen.findByLabelText('Your password'), { target: { value: 'secret' } });
    fireEvent.click(screen.getByRole('button', { name: 'Sign 1 record' }));
    await screen.findByText('All records of this session are signed');
    counted();
    await screen.findByText('1 record is signed.');
  });

  it('shows whoever signs over it, or looks at it, what was judged before', async () => {
    const judgement = { excused: true, note: 'was at a funeral', by: 'Teo', at: SIGNED_AT };
    const record = { ...RECORD.record, signing: { ...RECORD.record.signing, status: 'cosignature', judgement } } as const;
    open({ ...SHEET, may_cosign: true, records: [{ ...RECORD, record, may_cosign: true }] });
    await screen.findByText('Excused: was at a funeral');
  });

  it('shows whoever signs over it who signed first, and when', async () => {
    const signing = { ...RECORD.record.signing, status: 'cosignature' as const };
    open({ ...SHEET, may_cosign: true, records: [{ ...RECORD, record: { ...RECORD.record, signing }, may_cosign: true }] });
    await screen.findByText('Signed by Mara Okafor, LCSW, Mar 2, 2026, 12:20 PM');
  });

  it('shows whoever decides on a change what came since it was signed, and when', async () => {
    const proposal: Amendment = {
      id: 'a1',
      kind: 'late_facts',
      state: 'proposed',
      before: UNSIGNED.derived,
      after: { outcome: 'present', countable_minutes: 60, in_room_minutes: 60 },
      reason: 'Facts came.',
      by: null,
      at: '2026-03-04T19:31:00Z',
      decision: null,
    };
    const signing = { ...RECORD.record.signing, status: 'proposed' as const, amendments: [proposal] };
    open({ ...SHEET, records: [{ ...RECORD, record: { ...RECORD.record, signing } }] });
    fireEvent.click(await screen.findByRole('button', { name: 'Decide on the change for Ana Herrera' }));
    const came = within(await screen.findByRole('list', { name: 'What came' })).getAllByRole('listitem');
    expect(came.map((one) => one.textContent)).toEqual(['Stated: in room. (staff, Mar 4, 2026, 2:31 PM)']);
  });
});
