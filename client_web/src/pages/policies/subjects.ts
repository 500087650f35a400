import type { PolicyStatement } from '../../api/types';
import type { Rule } from './rules';

export type Subject = PolicyStatement['subject'];

/** Rules by what they are about, in the order in which one reads them. */
export const SUBJECTS: readonly { subject: Subject; rules: readonly Rule[] }[] = [
  {
    subject: 'minutes',
    rules: ['present_percent', 'present_minutes', 'partial_percent', 'partial_minutes', 'grace_ms'],
  },
  {
    subject: 'presence',
    rules: ['camera_off_counts', 'phone_counts', 'must_receive', 'sign_in_wanted', 'no_video_reason_wanted', 'ask_again_days'],
  },
  { subject: 'interruptions', rules: ['staff_gap_ms', 'outages_count'] },
  { subject: 'hours', rules: ['counting_kinds', 'day_minutes', 'week_starts_on', 'weekly_hours'] },
  { subject: 'group', rules: ['group_cap', 'family_in_cap', 'clients_per_staff'] },
  { subject: 'signing', rules: ['cosignature', 'sign_within_hours'] },
];
