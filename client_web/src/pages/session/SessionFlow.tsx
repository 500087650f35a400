import { useEffect, useState } from 'react';
import { useAsked } from '../../api/joining';
import type { Me, SessionDetail } from '../../api/types';
import { PageLoading } from '../../components/PageLoading';
import { LiveContext } from '../../hooks/live';
import { OwnDevices } from '../../media/own';
import type { LiveRoom } from '../../room/live';
import { runs } from '../../room/people';
import { connect, sayHere } from './connect';
import { DeviceCheck } from './check/DeviceCheck';
import { EndedPage } from './EndedPage';
import { QuestionsPage } from './joining/QuestionsPage';
import { LiveSession } from './LiveSession';
import { SessionTrouble } from './SessionTrouble';
import { Elsewhere } from './staff/Elsewhere';
import { rememberJoined, resumes } from './resume';

/**
 * First what a client is asked, then the device check, unless the session is over or staff sent them another way; pressing
 * Join opens the live room with the same devices.
 */
export function SessionFlow({ me, session }: { me: Me; session: SessionDetail }) {
  const [devices] = useState(() => new OwnDevices());
  const [live, setLive] = useState<LiveRoom | null>(null);
  const staff = runs(session.role);
  const missed = live === null && (session.status === 'finished' || session.status === 'cancelled');
  const client = session.role === 'client';
  const asked = useAsked(session.id, client && !missed);
  const sent = resumes(session.id) ? null : (asked.data?.sent ?? null);
  const ready = !client || (asked.data?.answered === true && sent === null);

  const join = () => {
    rememberJoined(session.id);
    setLive(connect(session.id, devices));
  };

  const press = () => {
    if (session.role === 'client') void sayHere(session.id);
    join();
  };

  useEffect(() => {
    if (missed || !ready) return;
    const opening = devices.start();
    let gone = false;
    if (resumes(session.id)) void opening.then(() => !gone && join());
    return () => {
      gone = true;
      devices.stop();
    };
    // Otherwise once per page: devices and session never change while it is shown.
  }, [missed, ready]);
  useEffect(() => () => live?.close(), [live]);

  if (missed) return <EndedPage ending={{ reason: 'session_ended', message: '' }} session={session} staff={staff} />;
  if (asked.error && !ready) return <SessionTrouble kind="trouble" me={me} onRetry={() => void asked.refetch()} />;
  if (!ready && !asked.data) return <PageLoading />;
  if (sent && !live) return <EndedPage ending={{ reason: 'redirected', way: sent, message: '' }} session={session} staff={false} />;
  if (!ready && asked.data) return <QuestionsPage session={session} asked={asked.data} onDone={() => undefined} />;
  if (!live) {
    return (
      <>
        {staff && <Elsewhere session={session.id} />}
        <DeviceCheck session={session} staff={staff} devices={devices} onJoin={press} />
      </>
    );
  }
  return (
    <LiveContext value={{ live, devices }}>
      <LiveSession session={session} staff={staff} />
    </LiveContext>
  );
}
