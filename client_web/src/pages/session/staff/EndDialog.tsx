import { useHeadcount } from '../../../api/sessions';
import { Dialog } from '../../../components/Dialog';
import { RoomButton } from '../../../components/RoomButton';
import { useLive, useRoom } from '../../../hooks/live';
import { useNow } from '../../../hooks/useNow';
import type { RoomView } from '../../../protocol/messages';
import { texts } from '../../../texts/en';
import { clockHere } from '../../../time/zone';
import { ShortOfHours } from './ShortOfHours';
import { StillHere } from './StillHere';

/** End for all, asked once more; not while it is being saved who is still here, which would come too late to count. */
export function EndDialog({ onClose }: { onClose: () => void }) {
  const { live } = useLive();
  const { view } = useRoom();
  const words = texts.staffRoom;
  const session = view?.session.session ?? '';
  const headcount = useHeadcount(session);
  const end = () => {
    live.act({ type: 'end_session' });
    onClose();
  };
  const actions = (
    <>
      <RoomButton onClick={onClose}>{texts.common.cancel}</RoomButton>
      <RoomButton look="danger" disabled={headcount.isPending} onClick={end}>
        {words.end}
      </RoomButton>
    </>
  );
  return (
    <Dialog title={words.endTitle} onClose={onClose} actions={actions}>
      <p>{words.endHelp}</p>
      {view && <MustGoOn view={view} />}
      {view && <ShortOfHours view={view} />}
      {view && <StillHere session={session} me={view.me.participant} headcount={headcount} />}
    </Dialog>
  );
}

/** While it is too early to end, as it began late or its breaks took longer. */
function MustGoOn({ view }: { view: RoomView }) {
  const now = useNow(10_000);
  const until = view.staff?.must_end_at;
  if (!until || Date.parse(until) <= now) return null;
  return <p>{texts.timers.mustGoOnHelp(clockHere(view.session.time_zone, new Date(until)))}</p>;
}
