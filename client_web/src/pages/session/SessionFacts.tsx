import { texts } from '../../texts/en';
import { localTime } from './times';

interface SessionFactsProps {
  session: { facilitators: string[]; starts_at: string };
}

/** Who runs the session and when it starts, in the time zone of whoever looks. */
export function SessionFacts({ session }: SessionFactsProps) {
  const { time, zone } = localTime(session.starts_at);
  const past = Date.parse(session.starts_at) <= Date.now();
  return (
    <>
      {texts.session.with(session.facilitators)}.{' '}
      {past ? texts.session.started(time, zone) : texts.session.starts(time, zone)}.
    </>
  );
}
