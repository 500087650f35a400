import { texts } from '../../texts/en';

/** Nobody is watched unseen: whoever waits or takes part is told of trainees. */
export function Observers({ names }: { names: string[] }) {
  if (names.length === 0) return null;
  return <p role="status">{texts.waiting.observers(names)}</p>;
}
