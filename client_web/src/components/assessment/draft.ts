import type { Assessment, AssessmentRequest } from '../../api/types';

export type Topic = 'place' | 'equipment' | 'safety_plan';
export type Suitability = Assessment['suitability'];
export const TOPICS: readonly Topic[] = ['place', 'equipment', 'safety_plan'];
export const SUITABILITY: readonly Suitability[] = ['telehealth', 'hybrid', 'in_person', 'not_suitable'];

/** `yes: null`: not asked yet. */
export interface Asked {
  yes: boolean | null;
  alone: boolean;
  note: string;
}

export interface Draft {
  asked: Record<Topic, Asked>;
  contact_name: string;
  contact_relation: string;
  contact_phone: string;
  suitability: Suitability | null;
  reason: string;
  enrolls: boolean;
}

/** What depends on the moment is asked anew; whom to reach most likely is the same. */
export function draftFrom(last: Assessment | null, inCare: boolean): Draft {
  const open = { yes: null, alone: false, note: '' };
  return {
    asked: { place: open, equipment: open, safety_plan: open },
    contact_name: last?.contact_name ?? '',
    contact_relation: last?.contact_relation ?? '',
    contact_phone: last?.contact_phone ?? '',
    suitability: null,
    reason: '',
    enrolls: !inCare,
  };
}

/** What was found, as it is sent; null while something is open. */
export function foundOf(draft: Draft): Omit<AssessmentRequest, 'seen' | 'session' | 'enrollment'> | null {
  const { asked, suitability } = draft;
  const said = ({ yes, alone, note }: Asked) => (yes === null ? null : { yes, alone, note: note.trim() });
  const [place, equipment, safety_plan] = TOPICS.map((topic) => said(asked[topic]));
  if (!place || !equipment || !safety_plan || suitability === null) return null;
  return {
    place,
    equipment,
    safety_plan,
    contact_name: draft.contact_name.trim(),
    contact_relation: draft.contact_relation.trim(),
    contact_phone: draft.contact_phone.trim(),
    suitability,
    reason: draft.reason.trim(),
  };
}
