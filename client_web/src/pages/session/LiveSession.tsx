import { useEffect } from 'react';
import type { SessionDetail } from '../../api/types';
import { useRoom } from '../../hooks/live';
import { useWakeLock } from '../../hooks/useWakeLock';
import { Announcer } from './Announcer';
import { Connecting } from './Connecting';
import { EndedPage } from './EndedPage';
import { HoldPage } from './HoldPage';
import { ReconnectBanner } from './ReconnectBanner';
import { RemoteSound } from './RemoteSound';
import { forgetJoined } from './resume';
import { RoomPage } from './room/RoomPage';
import { SidebarPage } from './SidebarPage';
import { ArrivalBell } from './staff/ArrivalBell';
import { TalkFirstPage } from './TalkFirstPage';
import { WaitingRoom } from './WaitingRoom';

/** Shows whatever the room says this person may see now. */
export function LiveSession({ session, staff }: { session: SessionDetail; staff: boolean }) {
  const { ending, view } = useRoom();
  useWakeLock();
  useEffect(() => {
    if (ending) forgetJoined();
  }, [ending]);
  if (ending) return <EndedPage ending={ending} session={session} staff={staff} />;
  return (
    <>
      <ReconnectBanner />
      <RemoteSound />
      <Announcer view={view} />
      {view?.staff && <ArrivalBell waiting={view.staff.waiting} />}
      {view ? <Place view={view} /> : <Connecting session={session} staff={staff} />}
    </>
  );
}

function Place({ view }: { view: NonNullable<ReturnType<typeof useRoom>['view']> }) {
  const { me } = view;
  if (me.on_hold) return <HoldPage view={view} />;
  if (me.place === 'waiting') return <WaitingRoom view={view} />;
  if (me.place === 'talking_first') return <TalkFirstPage view={view} />;
  if (me.place === 'sidebar') return <SidebarPage view={view} />;
  return <RoomPage view={view} />;
}
