import { Dialog } from '../../../components/Dialog';
import { RoomButton } from '../../../components/RoomButton';
import { useLive, useRoom } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import { StillHere } from './StillHere';

/** End for all, asked once more. */
export function EndDialog({ onClose }: { onClose: () => void }) {
  const { live } = useLive();
  const { view } = useRoom();
  const words = texts.staffRoom;
  const end = () => {
    live.act({ type: 'end_session' });
    onClose();
  };
  const actions = (
    <>
      <RoomButton onClick={onClose}>{texts.common.cancel}</RoomButton>
      <RoomButton look="danger" onClick={end}>
        {words.end}
      </RoomButton>
    </>
  );
  return (
    <Dialog title={words.endTitle} onClose={onClose} actions={actions}>
      <p>{words.endHelp}</p>
      {view && <StillHere session={view.session.session} me={view.me.participant} />}
    </Dialog>
  );
}
