import { Dialog } from '../../../components/Dialog';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { texts } from '../../../texts/en';

/** A word about privacy, and then the browser's own question. `sharing`: who does now. */
export function ShareDialog({ sharing, onClose }: { sharing: string | null; onClose: () => void }) {
  const { live } = useLive();
  const words = texts.sharing;
  const go = () => {
    void live.sharing.start();
    onClose();
  };
  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      actions={
        <>
          <RoomButton onClick={onClose}>{texts.common.cancel}</RoomButton>
          <RoomButton look="main" data-focus onClick={go}>
            {words.go}
          </RoomButton>
        </>
      }
    >
      <p>
        <strong>{words.close}</strong>
      </p>
      <p>{words.choose}</p>
      {sharing !== null && <p>{words.takesOver(sharing)}</p>}
    </Dialog>
  );
}
