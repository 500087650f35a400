import { Dialog } from '../../../components/Dialog';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { texts } from '../../../texts/en';

/** Asks before leaving. */
export function LeaveDialog({ staff, onClose }: { staff: boolean; onClose: () => void }) {
  const { live } = useLive();
  const actions = (
    <>
      <RoomButton onClick={onClose}>{texts.leaving.stay}</RoomButton>
      <RoomButton look="danger" onClick={() => void live.leave()}>
        {texts.leaving.leave}
      </RoomButton>
    </>
  );
  return (
    <Dialog title={texts.leaving.title} onClose={onClose} actions={actions}>
      <p>{staff ? texts.leaving.staffHelp : texts.leaving.help}</p>
    </Dialog>
  );
}
