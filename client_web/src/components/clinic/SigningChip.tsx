import {
  IconCircleOff,
  IconClockExclamation,
  IconHourglass,
  IconPencil,
  IconSignature,
  IconUsers,
  IconGitPullRequest,
  type Icon,
} from '@tabler/icons-react';
import type { Signing } from '../../api/types';
import { signing as words } from '../../texts/clinic';
import { Chip, type Tone } from './Chip';

const LOOKS: Record<Signing['status'], { tone: Tone; icon: Icon }> = {
  provisional: { tone: 'quiet', icon: IconHourglass },
  unsigned: { tone: 'quiet', icon: IconPencil },
  due: { tone: 'attention', icon: IconPencil },
  overdue: { tone: 'bad', icon: IconClockExclamation },
  cosignature: { tone: 'attention', icon: IconUsers },
  proposed: { tone: 'attention', icon: IconGitPullRequest },
  amended: { tone: 'attention', icon: IconPencil },
  signed: { tone: 'good', icon: IconSignature },
  entered_in_error: { tone: 'quiet', icon: IconCircleOff },
};

/** How far a record is with its signatures, in words. */
export function SigningChip({ status }: { status: Signing['status'] }) {
  return <Chip {...LOOKS[status]}>{words.statuses[status]}</Chip>;
}
