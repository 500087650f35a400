import { useWouldTell } from '../../api/touch';
import type { WouldTell } from '../../api/types';
import { repeats, wouldTell as words } from '../../texts/clinic';
import classes from './Schedule.module.css';

/** Before a session is cancelled or moved: whom that is told to, and whom somebody should call. */
export function WhoIsTold({ session }: { session: string }) {
  const found = useWouldTell(session).data;
  if (found === undefined) return null;
  const names = (some: readonly WouldTell[]) => repeats.list(some.map((one) => one.name));
  const reached = found.filter((one) => one.channels.length > 0);
  const parts: readonly [(names: string) => string, readonly WouldTell[]][] = [
    [words.told, reached.filter((one) => one.in_time)],
    [words.late, reached.filter((one) => !one.in_time)],
    [words.untold, found.filter((one) => one.channels.length === 0)],
  ];
  return (
    <section aria-label={words.title} className={classes.help}>
      {found.length === 0 && <p>{words.nobody}</p>}
      {parts.map(([say, some]) => some.length > 0 && <p key={say('')}>{say(names(some))}</p>)}
    </section>
  );
}
