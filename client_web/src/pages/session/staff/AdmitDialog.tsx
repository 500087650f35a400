import { useState } from 'react';
import { Dialog } from '../../../components/Dialog';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import classes from './StaffPanel.module.css';

interface AdmitDialogProps {
  who: { participant: string; name: string; legal_name: string }[];
  /** Everybody who waits, rather than the one in `who`. */
  all?: boolean;
  onClose: () => void;
}

/** Confirms who it is as they are admitted. */
export function AdmitDialog({ who, all = false, onClose }: AdmitDialogProps) {
  const { live } = useLive();
  const [confirmed, setConfirmed] = useState(false);
  const words = texts.staffRoom;
  const first = who[0];
  const admit = () => {
    if (all) live.act({ type: 'admit_all', identity_confirmed: true });
    else if (first) live.act({ type: 'admit', participant: first.participant, identity_confirmed: true });
    onClose();
  };
  const actions = (
    <>
      <RoomButton onClick={onClose}>{texts.common.cancel}</RoomButton>
      <RoomButton look="main" disabled={!confirmed} onClick={admit}>
        {all ? words.admitAll : words.admit}
      </RoomButton>
    </>
  );
  return (
    <Dialog title={all ? words.confirmAllTitle(who.length) : words.confirmTitle(first?.name ?? '')} onClose={onClose} actions={actions}>
      {!all && first && <p>{words.confirmLegal(first.legal_name)}</p>}
      <label className={classes.check}>
        <input type="checkbox" checked={confirmed} onChange={(event) => setConfirmed(event.currentTarget.checked)} />
        {all ? words.confirmAllBox : words.confirmBox}
      </label>
      <p className={classes.dim}>{words.confirmHelp}</p>
    </Dialog>
  );
}
