import { evidence } from '../../texts/clinic';

const MODALITIES: Readonly<Record<string, string>> = evidence.modalities;

/** `In the room`, `Audio only`; a modality that is newer than this page keeps the server's word. */
export function modalityWords(modality: string): string {
  return MODALITIES[modality] ?? modality.replaceAll('_', ' ');
}
