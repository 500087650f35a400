import type { AttendanceRecord } from '../../api/types';
import { evidence } from '../../texts/clinic';

const MODALITIES: Readonly<Record<string, string>> = evidence.modalities;

/** `In the room`, `Audio only`; a modality that is newer than this page keeps the server's word. */
export function modalityWords(modality: string): string {
  return MODALITIES[modality] ?? modality.replaceAll('_', ' ');
}

/**
 * Ways of taking part with their counted time in whole seconds, as ms: they add up to the counted time as it is shown,
 * and one that came to nothing is left out.
 */
export function waysOf(record: AttendanceRecord): [modality: string, ms: number][] {
  let exact = 0;
  let shown = 0;
  return Object.entries(record.minutes_by_modality)
    .map(([modality, minutes]): [string, number] => {
      exact += minutes * 60;
      const seconds = Math.round(exact) - shown;
      shown += seconds;
      return [modality, seconds * 1000];
    })
    .filter(([, ms]) => ms > 0);
}
