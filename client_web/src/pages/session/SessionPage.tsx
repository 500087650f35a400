import { useDocumentTitle } from '@mantine/hooks';
import { useMe } from '../../api/me';
import { ApiProblem } from '../../api/problem';
import { useSession } from '../../api/sessions';
import { PageLoading } from '../../components/PageLoading';
import { texts } from '../../texts/en';
import { SessionFlow } from './SessionFlow';
import { SessionTrouble } from './SessionTrouble';

/** From the device check through the waiting room into the room, for clients and staff alike. */
export default function SessionPage({ session }: { session: string }) {
  useDocumentTitle(texts.session.tabTitle);
  const me = useMe();
  const detail = useSession(session);
  if (me.isPending || (me.data && detail.isPending)) return <PageLoading />;
  if (me.data && detail.data) return <SessionFlow me={me.data} session={detail.data} />;
  const signedOut = me.data === null || (detail.error instanceof ApiProblem && detail.error.kind === 'signed_out');
  const missing = detail.error instanceof ApiProblem && ['not_found', 'forbidden'].includes(detail.error.kind);
  const retry = () => {
    void me.refetch();
    void detail.refetch();
  };
  return <SessionTrouble kind={signedOut ? 'signed_out' : missing ? 'missing' : 'trouble'} me={me.data ?? null} onRetry={retry} />;
}
