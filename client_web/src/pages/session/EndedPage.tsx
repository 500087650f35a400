import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { SessionDetail } from '../../api/types';
import { CalmPage, Quote } from '../../components/CalmPage';
import type { Ending } from '../../signaling/client';
import { texts } from '../../texts/en';

interface EndedPageProps {
  ending: Ending;
  session: SessionDetail;
  staff: boolean;
}

const COMES_BACK: Partial<Record<Ending['reason'], string>> = {
  left: texts.endings.again,
  removed: texts.endings.again,
  replaced: texts.endings.useHere,
  outdated: texts.endings.reload,
  draining: texts.endings.reload,
};

/** After the session, for whatever reason: what happened, and the way on. */
export function EndedPage({ ending, session, staff }: EndedPageProps) {
  const words = texts.endings[ending.reason];
  const again = COMES_BACK[ending.reason];
  return (
    <CalmPage centered title={words.title} lead={words.help} clinic={session.clinic} phone={session.phone} {...(staff && { exit: null })}>
      {ending.message && <Quote by={texts.endings.message}>{ending.message}</Quote>}
      <p>
        {again && (
          <Button variant={ending.reason === 'left' ? 'default' : 'filled'} onClick={() => window.location.reload()}>
            {again}
          </Button>
        )}{' '}
        {staff && <Link href="/">{texts.endings.staffHome}</Link>}
      </p>
    </CalmPage>
  );
}
