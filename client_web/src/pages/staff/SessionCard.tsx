import type { OwnSession } from '../../api/types';
import { runs } from '../../room/people';
import { LinkButton } from '../../components/clinic/LinkButton';
import { SessionStatus } from '../../components/clinic/SessionStatus';
import { sessionWords, today as words } from '../../texts/clinic';
import { clock } from '../../time/zone';
import classes from './SessionCard.module.css';
import { isOver, minutesUntil } from './week';

interface SessionCardProps {
  session: OwnSession;
  now: number;
  /** The one session whose opening is the page's main action. */
  main: boolean;
}

const SOON_MINUTES = 90;

export function SessionCard({ session, now, main }: SessionCardProps) {
  const over = isOver(session);
  const staff = runs(session.role);
  return (
    <article className={classes.card} data-main={main} data-over={over} aria-labelledby={`session-${session.id}`}>
      <p className={classes.time}>
        {clock(session.time_zone, new Date(session.starts_at))}
        <span className={classes.until}> – {clock(session.time_zone, new Date(session.ends_at))}</span>
      </p>
      <div className={classes.what}>
        <h2 className={classes.title} id={`session-${session.id}`}>
          {session.title}
        </h2>
        <p className={classes.detail}>{detailOf(session)}</p>
        <p className={classes.state}>
          <SessionStatus status={session.status} /> <span>{timing(session, now)}</span>
        </p>
      </div>
      <div className={classes.actions}>
        {!over && (
          <LinkButton to={`/session/${session.id}`} size="md" variant={main ? 'filled' : 'default'}>
            {words.open}
          </LinkButton>
        )}
        {staff && (
          <LinkButton to={`/roster/${session.id}`} size="md" variant={over ? 'default' : 'subtle'}>
            {words.people}
          </LinkButton>
        )}
        {staff && session.status === 'finished' && (
          <LinkButton to={`/attendance/sessions/${session.id}`} size="md" variant="subtle">
            {words.attendance}
          </LinkButton>
        )}
      </div>
    </article>
  );
}

function detailOf(session: OwnSession): string {
  const parts = [words.takesPart[session.role] ?? null, session.program, sessionWords.kind[session.kind]];
  if (session.facilitators.length > 0) parts.push(sessionWords.with(session.facilitators.join(', ')));
  if (session.expected !== null) parts.push(sessionWords.expected(session.expected));
  return parts.filter((part) => part !== null).join(' · ');
}

function timing(session: OwnSession, now: number): string {
  if (session.status === 'in_progress' && session.started_at !== null) {
    return sessionWords.runningSince(clock(session.time_zone, new Date(session.started_at)));
  }
  if (session.status !== 'planned') return '';
  const minutes = minutesUntil(session.starts_at, now);
  if (minutes < 0) return sessionWords.shouldHaveStarted(-minutes);
  return minutes <= SOON_MINUTES ? sessionWords.startsIn(minutes) : '';
}
