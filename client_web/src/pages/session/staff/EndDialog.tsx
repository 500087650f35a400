import { Dialog } from '../../../components/Dialog';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { texts } from '../../../texts/en';

/** End for all, asked once more. */
export function EndDialog({ onClose }: { onClose: () => void }) {
  const { live } = useLive();
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
    </Dialog>
  );
}
