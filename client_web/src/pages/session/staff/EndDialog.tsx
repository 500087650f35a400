import { useHeadcount } from '../../../api/sessions';
import { Dialog } from '../../../components/Dialog';
import { RoomButton } from '../../../components/RoomButton';
import { useLive, useRoom } from '../../../hooks/live';
import { texts } from '../../../texts/en';
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
      {view && <ShortOfHours view={view} />}
      {view && <StillHere session={session} me={view.me.participant} headcount={headcount} />}
    </Dialog>
  );
}
