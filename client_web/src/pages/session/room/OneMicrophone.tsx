import { Dialog } from '../../../components/Dialog';
import { RoomButton } from '../../../components/RoomButton';
import { useLive, useRoom } from '../../../hooks/live';
import { texts } from '../../../texts/en';

/** Asks first, before somebody in the clinic's room opens a second microphone there. */
export function OneMicrophone() {
  const { live } = useLive();
  const { asksToUnmute } = useRoom();
  const words = texts.roomDevice;
  if (!asksToUnmute) return null;
  const actions = (
    <>
      <RoomButton look="main" onClick={() => live.answerUnmute(false)}>
        {words.stayMuted}
      </RoomButton>
      <RoomButton onClick={() => live.answerUnmute(true)}>{words.unmuteAnyway}</RoomButton>
    </>
  );
  return (
    <Dialog title={words.echoTitle} onClose={() => live.answerUnmute(false)} actions={actions}>
      <p>{words.echoHelp}</p>
    </Dialog>
  );
}
