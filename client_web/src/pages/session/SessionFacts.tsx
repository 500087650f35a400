import { texts } from '../../texts/en';
import { localTime } from './times';

interface SessionFactsProps {
  session: { facilitators: string[]; starts_at: string; started_at: string | null };
}

/** Who runs the session and when it starts or has started, in the time zone of whoever looks. */
export function SessionFacts({ session }: SessionFactsProps) {
  return (
    <>
      {texts.session.with(session.facilitators)}. {when(session)}.
    </>
  );
}

/** Only staff start a session: a planned time that has passed is no start. */
function when({ starts_at, started_at }: SessionFactsProps['session']): string {
  const { time, zone } = localTime(started_at ?? starts_at);
  if (started_at) return texts.session.started(time, zone);
  return Date.parse(starts_at) <= Date.now() ? texts.session.planned(time, zone) : texts.session.starts(time, zone);
}
