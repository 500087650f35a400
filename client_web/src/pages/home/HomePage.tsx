import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useHome } from '../../api/home';
import { useMe, useSignOut } from '../../api/me';
import type { Home } from '../../api/types';
import { CalmPage } from '../../components/CalmPage';
import { PageLoading } from '../../components/PageLoading';
import { PageNotFound } from '../../components/PageNotFound';
import { useSignOutOnLeaving } from '../../hooks/useSignOutOnLeaving';
import { texts } from '../../texts/en';
import { Cover } from '../session/room/Cover';
import { SessionTrouble } from '../session/SessionTrouble';
import { useCover } from '../session/useCover';
import { Asked } from './Asked';
import { Calendar } from './Calendar';
import { Consents } from './Consents';
import { Handouts } from './Handouts';
import { Hours } from './Hours';
import { Next } from './Next';
import { Reach } from './Reach';
import { Week } from './Week';
import classes from './home.module.css';

/** A client's own page behind their PIN. */
export default function HomePage() {
  useDocumentTitle(texts.home.tabTitle);
  const me = useMe();
  const isClient = me.data?.role === 'client';
  const home = useHome(isClient);
  if (me.isPending || (isClient && home.isPending)) return <PageLoading />;
  if (me.data && !isClient) return <PageNotFound />;
  if (me.data && home.data) return <OwnPage home={home.data} session={me.data.session_id ?? null} />;
  const retry = () => {
    void me.refetch();
    void home.refetch();
  };
  return <SessionTrouble kind={me.data === null ? 'signed_out' : 'trouble'} me={me.data ?? null} onRetry={retry} />;
}

function OwnPage({ home, session }: { home: Home; session: string | null }) {
  const words = texts.home;
  const signOut = useSignOut();
  const { covered, cover, uncover } = useCover();
  useSignOutOnLeaving(true);
  if (covered) return <Cover onBack={uncover} />;
  return (
    <CalmPage title={words.title(home.name)} lead={words.lead} clinic={home.clinic} phone={home.phone} cover={cover}>
      {home.asked !== null && <Asked asked={home.asked} />}
      <Next home={home} own={session} />
      <Week home={home} own={session} />
      <Hours home={home} />
      {session !== null && <Handouts session={session} />}
      <Consents home={home} />
      <Reach />
      <Calendar />
      <section className={classes.section} aria-label={words.done}>
        <Button size="md" variant="default" loading={signOut.isPending} onClick={() => signOut.mutate()}>
          {words.done}
        </Button>
        <p className={classes.note}>{words.doneHelp}</p>
      </section>
    </CalmPage>
  );
}
