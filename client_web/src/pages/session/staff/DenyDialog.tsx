import { useState } from 'react';
import { Dialog } from '../../../components/Dialog';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import classes from './StaffPanel.module.css';

const LONGEST = 500;

/** Turn someone away for today, with a kind word. */
export function DenyDialog({ participant, name, onClose }: { participant: string; name: string; onClose: () => void }) {
  const { live } = useLive();
  const words = texts.staffRoom;
  const [message, setMessage] = useState(words.denyDefault);
  const deny = () => {
    live.act({ type: 'deny', participant, message });
    onClose();
  };
  const actions = (
    <>
      <RoomButton onClick={onClose}>{texts.common.cancel}</RoomButton>
      <RoomButton look="danger" onClick={deny}>
        {words.denySend}
      </RoomButton>
    </>
  );
  return (
    <Dialog title={words.denyTitle(name)} onClose={onClose} actions={actions}>
      <label className={classes.field}>
        {words.denyMessage}
        <textarea rows={3} maxLength={LONGEST} value={message} onChange={(event) => setMessage(event.currentTarget.value)} />
      </label>
    </Dialog>
  );
}
