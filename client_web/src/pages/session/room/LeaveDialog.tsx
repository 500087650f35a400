import { useState } from 'react';
import { Dialog } from '../../../components/Dialog';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import { EndDialog } from '../staff/EndDialog';

/** Asks before leaving; staff may end for all instead. */
export function LeaveDialog({ staff, onClose }: { staff: boolean; onClose: () => void }) {
  const { live } = useLive();
  const [ending, setEnding] = useState(false);
  if (ending) return <EndDialog onClose={onClose} />;
  const actions = (
    <>
      <RoomButton onClick={onClose}>{texts.leaving.stay}</RoomButton>
      {staff && <RoomButton onClick={() => setEnding(true)}>{texts.leaving.endAll}</RoomButton>}
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
