import { texts } from '../../texts/en';
import { clockHere } from '../../time/zone';

interface SessionFactsProps {
  session: { facilitators: string[]; starts_at: string; started_at: string | null; time_zone: string };
}

/** Who runs the session and when it starts or has started, on the clinic's clock. */
export function SessionFacts({ session }: SessionFactsProps) {
  return (
    <>
      {texts.session.with(session.facilitators)}. {when(session)}.
    </>
  );
}

/** Only staff start a session: a planned time that has passed is no start. */
function when({ starts_at, started_at, time_zone }: SessionFactsProps['session']): string {
  const time = clockHere(time_zone, new Date(started_at ?? starts_at));
  if (started_at) return texts.session.started(time);
  return Date.parse(starts_at) <= Date.now() ? texts.session.planned(time) : texts.session.starts(time);
}
