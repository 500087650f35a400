import {
  IconCheck,
  IconCircleHalf2,
  IconClockPlay,
  IconCircleOff,
  IconDoorExit,
  IconHourglass,
  IconNote,
  IconUserMinus,
  IconWalk,
  IconX,
  type Icon,
} from '@tabler/icons-react';
import type { Outcome } from '../../api/types';
import { outcomes } from '../../texts/clinic';
import { Chip, type Tone } from './Chip';

const LOOKS: Record<Outcome, { tone: Tone; icon: Icon }> = {
  present: { tone: 'good', icon: IconCheck },
  walk_in: { tone: 'good', icon: IconWalk },
  partial: { tone: 'attention', icon: IconCircleHalf2 },
  late: { tone: 'attention', icon: IconClockPlay },
  left_early: { tone: 'attention', icon: IconDoorExit },
  no_show: { tone: 'bad', icon: IconX },
  removed: { tone: 'bad', icon: IconUserMinus },
  excused: { tone: 'quiet', icon: IconNote },
  entered_in_error: { tone: 'quiet', icon: IconCircleOff },
  pending: { tone: 'quiet', icon: IconHourglass },
};

/** In which order outcomes are listed: what needs a look comes first. */
export const OUTCOMES: readonly Outcome[] = [
  'no_show',
  'removed',
  'partial',
  'late',
  'left_early',
  'excused',
  'walk_in',
  'present',
  'entered_in_error',
  'pending',
];

/** An outcome in words; with how many there are of it, if that is told. */
export function OutcomeChip({ outcome, count }: { outcome: Outcome; count?: number }) {
  return (
    <Chip {...LOOKS[outcome]}>
      {count !== undefined && `${count} `}
      {outcomes[outcome]}
    </Chip>
  );
}
