import type { Signing } from '../api/types';

/** Of a record of which nobody said anything yet. */
export const UNSIGNED: Signing = {
  status: 'unsigned',
  since: '2026-03-02T17:00:00Z',
  due_at: '2026-03-04T17:00:00Z',
  overdue: false,
  attestations: [],
  judgement: null,
  amendments: [],
  derived: { outcome: 'present', countable_minutes: 180, in_room_minutes: 0 },
};
