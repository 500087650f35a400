import { IconAlertTriangle, IconCheck, type Icon, IconPencil, IconPlus, IconX } from '@tabler/icons-react';
import type { ImportLine } from '../../../api/types';
import type { Tone } from '../../../components/clinic/Chip';

export type Fate = ImportLine['fate'];

/** In the order in which they matter. */
export const FATES: Readonly<Record<Fate, { tone: Tone; icon: Icon }>> = {
  refused: { tone: 'bad', icon: IconX },
  warned: { tone: 'attention', icon: IconAlertTriangle },
  added: { tone: 'good', icon: IconPlus },
  changed: { tone: 'good', icon: IconPencil },
  same: { tone: 'quiet', icon: IconCheck },
};

export function countOf(lines: readonly ImportLine[], ...fates: readonly Fate[]): number {
  return lines.filter((line) => fates.includes(line.fate)).length;
}
