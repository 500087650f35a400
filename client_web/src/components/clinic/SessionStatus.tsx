import { IconBroadcast, IconCalendar, IconCheck, IconX, type Icon } from '@tabler/icons-react';
import type { SessionSummary } from '../../api/types';
import { sessionWords } from '../../texts/clinic';
import { Chip, type Tone } from './Chip';

type Status = SessionSummary['status'];

const LOOKS: Record<Status, { tone: Tone; icon: Icon }> = {
  planned: { tone: 'quiet', icon: IconCalendar },
  in_progress: { tone: 'good', icon: IconBroadcast },
  finished: { tone: 'quiet', icon: IconCheck },
  cancelled: { tone: 'attention', icon: IconX },
};

export function SessionStatus({ status }: { status: Status }) {
  return <Chip {...LOOKS[status]}>{sessionWords.status[status]}</Chip>;
}
