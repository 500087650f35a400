import { useEffect } from 'react';
import { useHeadcount, useSession } from '../../../api/sessions';
import type { SessionDetail } from '../../../api/types';
import { RoomButton } from '../../../components/RoomButton';
import { useNow } from '../../../hooks/useNow';
import { texts } from '../../../texts/en';
import classes from './StaffPanel.module.css';

const COUNTED_LATELY_MS = 60_000;

interface StillHereProps {
  session: string;
  me: string;
  headcount: ReturnType<typeof useHeadcount>;
}

/**
 * Before the end: one tap confirms whoever is in the room, unless everybody's time there is confirmed already. It asks
 * anew who is, so that nobody who has just left is counted.
 */
export function StillHere({ session, me, headcount }: StillHereProps) {
  const { data, isFetchedAfterMount, refetch } = useSession(session);
  useEffect(() => void refetch(), [refetch]);
  const now = useNow(10_000);
  const words = texts.staffRoom;
  if (headcount.isSuccess) return <p role="status">{words.stillHereSaved}</p>;
  const present = inRoom(data);
  if (!isFetchedAfterMount || present.clients === 0 || (present.confirmed && countedLately(data, now))) return null;
  return (
    <>
      <p>{words.stillHereHelp(present.clients)}</p>
      <RoomButton
        look="main"
        autoFocus
        disabled={headcount.isPending}
        onClick={() => headcount.mutate({ present: present.everyone, here: present.everyone.includes(me) })}
      >
        {words.stillHere}
      </RoomButton>
      {headcount.isError && (
        <p role="alert" className={classes.dim}>
          {words.stillHereFailed}
        </p>
      )}
    </>
  );
}

/** Staff are counted too: whoever is missing from a headcount has gone. */
function inRoom(session: SessionDetail | undefined): { everyone: string[]; clients: number; confirmed: boolean } {
  const here = (session?.roster ?? []).filter((entry) => entry.in_room);
  return {
    everyone: here.map((entry) => entry.person_id),
    clients: here.filter((entry) => entry.role === 'client').length,
    confirmed: here.every((entry) => entry.unconfirmed_minutes === 0),
  };
}

function countedLately(session: SessionDetail | undefined, now: number): boolean {
  return session?.counted_at != null && now - Date.parse(session.counted_at) < COUNTED_LATELY_MS;
}
