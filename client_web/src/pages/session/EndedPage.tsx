import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { SessionDetail } from '../../api/types';
import { CalmPage, Quote } from '../../components/CalmPage';
import { LinkButton } from '../../components/clinic/LinkButton';
import { comeBack, useSignOutOnLeaving } from '../../hooks/useSignOutOnLeaving';
import type { Ending } from '../../signaling/client';
import { texts } from '../../texts/en';
import { clockHere, dayIn, longDay } from '../../time/zone';
import { rememberJoined } from './resume';

interface EndedPageProps {
  ending: Ending;
  session: SessionDetail;
  staff: boolean;
}

const COMES_BACK: Partial<Record<Ending['reason'], string>> = {
  left: texts.endings.again,
  removed: texts.endings.again,
  redirected: texts.endings.askedBack,
  replaced: texts.endings.useHere,
  outdated: texts.endings.reload,
  draining: texts.endings.reload,
};

/** Who comes back out of these is the exception. */
const STAYS_AWAY: readonly Ending['reason'][] = ['left', 'redirected'];

function wordsFor(ending: Ending, { status, role }: SessionDetail, staff: boolean): { title: string; help: string } {
  if (status === 'cancelled') return texts.endings.cancelled;
  const { reason } = ending;
  if (role === 'guest' && reason === 'revoked') return texts.endings.guestRevoked;
  if (staff && reason === 'revoked') return texts.endings.signedOut;
  if (staff && reason === 'session_ended') return texts.endings.heldToTheEnd;
  if (ending.reason === 'redirected' && ending.way) return { ...texts.endings.redirected, help: texts.endings.ways[ending.way] };
  return texts.endings[ending.reason];
}

function Next({ at, zone }: { at: string; zone: string }) {
  const start = new Date(at);
  return <p>{texts.endings.next(longDay(dayIn(zone, start)), clockHere(zone, start))}</p>;
}

/** After the session, for whatever reason: what happened, and the way on. */
export function EndedPage({ ending, session, staff }: EndedPageProps) {
  const words = wordsFor(ending, session, staff);
  const again = COMES_BACK[ending.reason];
  const comesBack = () => {
    if (ending.reason === 'redirected') rememberJoined(session.id);
    comeBack();
  };
  const toSign = staff && ending.reason === 'session_ended' && session.status !== 'cancelled';
  useSignOutOnLeaving(!staff && ending.reason === 'left');
  return (
    <CalmPage centered title={words.title} lead={words.help} clinic={session.clinic} phone={session.phone} {...(staff && { exit: null })}>
      {ending.message && <Quote by={texts.endings.message}>{ending.message}</Quote>}
      {ending.reason === 'session_ended' && session.next_starts_at !== null && <Next at={session.next_starts_at} zone={session.time_zone} />}
      {toSign && (
        <p>
          <LinkButton to={`/sign/${session.id}`}>{texts.endings.sign}</LinkButton>
        </p>
      )}
      {again && (
        <p>
          <Button variant={STAYS_AWAY.includes(ending.reason) ? 'default' : 'filled'} onClick={comesBack}>
            {again}
          </Button>
        </p>
      )}
      <p>
        {session.role === 'client' && ending.reason !== 'revoked' && <Link href="/home">{texts.home.open}</Link>}
        {staff && <Link href="/">{texts.endings.staffHome}</Link>}
        {toSign && (
          <>
            {' · '}
            <Link href={`/attendance/sessions/${session.id}`}>{texts.endings.attendance}</Link>
          </>
        )}
      </p>
    </CalmPage>
  );
}
