import type { AttendanceRecord } from '../../api/types';
import { evidence } from '../../texts/clinic';

const MODALITIES: Readonly<Record<string, string>> = evidence.modalities;

/** `In the room`, `Audio only`; a modality that is newer than this page keeps the server's word. */
export function modalityWords(modality: string): string {
  return MODALITIES[modality] ?? modality.replaceAll('_', ' ');
}

const SECOND = 1 / 60;

/** Ways of taking part with their counted minutes, those that came to a second. */
export function waysOf(record: AttendanceRecord): [modality: string, minutes: number][] {
  return Object.entries(record.minutes_by_modality).filter(([, minutes]) => minutes >= SECOND);
}
