import { Link } from 'wouter';
import { duration } from './duration';

/** A figure that opens its evidence. `label` for those who hear the link out of its row. */
export function Minutes({ of: minutes, to, label }: { of: number; to: string; label?: string }) {
  return (
    <Link href={to} aria-label={label === undefined ? undefined : `${duration(minutes)}. ${label}`}>
      {duration(minutes)}
    </Link>
  );
}
