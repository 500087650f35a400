import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { FollowUp } from '../../../api/types';
import { show } from '../../../testing/show';
import { FollowUpTable } from './FollowUpTable';

const SHORT: FollowUp = {
  person_id: 'ana',
  legal_name: 'Ana Herrera',
  record_number: 'CT-1041',
  program: 'Evening IOP',
  kind: 'short_weeks',
  week: '2026-03-08',
  step: 'team',
  missed: [],
  weeks: [{ starts_on: '2026-03-08', counted_minutes: 330, planned_minutes: 540 }],
  done: null,
  earlier: [],
};

it('says the unit of hours once', () => {
  show(<FollowUpTable title="To do" lines={[SHORT]} />);
  expect(screen.getByText('Mar 8: 5.5 h of 9 h')).toBeTruthy();
});
