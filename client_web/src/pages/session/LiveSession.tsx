import { useEffect } from 'react';
import type { SessionDetail } from '../../api/types';
import { PageLoading } from '../../components/PageLoading';
import { useRoom } from '../../hooks/live';
import { EndedPage } from './EndedPage';
import { HoldPage } from './HoldPage';
import { ReconnectBanner } from './ReconnectBanner';
import { RemoteSound } from './RemoteSound';
import { forgetJoined } from './resume';
import { RoomPage } from './room/RoomPage';
import { TalkFirstPage } from './TalkFirstPage';
import { WaitingRoom } from './WaitingRoom';

/** Shows whatever the room says this person may see now. */
export function LiveSession({ session, staff }: { session: SessionDetail; staff: boolean }) {
  const { ending, view } = useRoom();
  useEffect(() => {
    if (ending) forgetJoined();
  }, [ending]);
  if (ending) return <EndedPage ending={ending} session={session} staff={staff} />;
  return (
    <>
      <ReconnectBanner />
      <RemoteSound />
      {view ? <Place view={view} /> : <PageLoading />}
    </>
  );
}

function Place({ view }: { view: NonNullable<ReturnType<typeof useRoom>['view']> }) {
  const { me } = view;
  if (me.on_hold && me.role === 'client') return <HoldPage view={view} />;
  if (me.place === 'waiting') return <WaitingRoom view={view} />;
  if (me.place === 'talking_first') return <TalkFirstPage view={view} />;
  return <RoomPage view={view} />;
}
