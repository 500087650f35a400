import { useEffect, useState } from 'react';
import type { SessionDetail } from '../../api/types';
import { CalmPage } from '../../components/CalmPage';
import { PageLoading } from '../../components/PageLoading';
import { useLive } from '../../hooks/live';
import { texts } from '../../texts/en';

const LONG = 4_000;

/** Until the room answers; words come when it takes long. */
export function Connecting({ session, staff }: { session: SessionDetail; staff: boolean }) {
  const { live } = useLive();
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG);
    return () => clearTimeout(timer);
  }, []);
  if (!long) return <PageLoading />;
  const { connecting, connectingHelp } = texts.session;
  const { clinic, phone } = session;
  return <CalmPage centered title={connecting} lead={connectingHelp} clinic={clinic} phone={phone} exit={staff ? null : () => live.vanish()} />;
}
