import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { AttendanceRecord, InLog } from '../../api/types';
import { UNSIGNED } from '../../testing/records';
import { serve, show } from '../../testing/show';
import { LogLine } from './LogLine';

const RECORD: AttendanceRecord = {
  participant: { person_id: 'ana', name: 'Ana', legal_name: 'Ana Herrera', record_number: 'CT-1041' },
  session_id: 's1',
  outcome: 'present',
  reason: 'Was there.',
  countable_minutes: 180,
  connected_minutes: 180,
  minutes_by_modality: { video: 180 },
  first_seen_at: '2026-03-02T14:00:00Z',
  last_seen_at: '2026-03-02T17:00:00Z',
  flags: [],
  provisional: false,
  version: 1,
  derived_at: '2026-03-02T17:00:00Z',
  signing: UNSIGNED,
};

const VERIFIED: InLog = {
  state: 'verified',
  since: '2026-03-02T17:00:00Z',
  position: 12,
  signed_at: '2026-03-03T05:01:00Z',
  leaves: 40,
  key: '0123abcd',
  problem: null,
};

function told(found: InLog | number): void {
  serve({ 'GET /api/attendance/sessions/s1/participants/ana/log': found });
  show(<LogLine record={RECORD} zone="America/New_York" />);
}

describe('the line about the log', () => {
  it('says since when a record is in the log, that it is unchanged, and by which head', async () => {
    told(VERIFIED);
    await screen.findByText('Verified');
    expect(screen.getByRole('status').textContent).toBe(
      'VerifiedIn the log since Mar 2, 2026, 12:00 PM, and unchanged since.' +
        'Leaf 12 under the head over 40 leaves, signed Mar 3, 2026, 12:01 AM.',
    );
  });

  it('says aloud what does not fit and what to do', async () => {
    told({ ...VERIFIED, state: 'failed', problem: 'The record is not the one that was sealed with leaf 12.' });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('This record is not what was sealed in the log');
    expect(alert.textContent).toContain('The record is not the one that was sealed with leaf 12.');
    expect(alert.textContent).toContain('tell whoever runs it');
    expect(screen.queryByText('Verified')).toBeNull();
  });

  it.each([
    ['unsigned', 'Not signed yet'],
    ['absent', 'Not in the log'],
    ['erased', 'Erased from the log'],
  ] as const)('never calls verified what is %s', async (state, words) => {
    told({ ...VERIFIED, state, signed_at: null, leaves: null });
    await screen.findByText(words);
    expect(screen.queryByText('Verified')).toBeNull();
  });

  it('says so when the log could not be asked', async () => {
    told(503);
    await screen.findByText('The log could not be asked');
  });
});
