import { useState } from 'react';
import type { OverView } from '../../../protocol/messages';
import { Dialog } from '../../../components/Dialog';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import classes from './StaffPanel.module.css';

interface AdmitDialogProps {
  who: { participant: string; name: string; legal_name: string; over?: OverView[] }[];
  /** Everybody who waits, rather than the one in `who`. */
  all?: boolean;
  onClose: () => void;
}

/** Confirms who it is as they are admitted; and says why, when something speaks against it. */
export function AdmitDialog({ who, all = false, onClose }: AdmitDialogProps) {
  const { live } = useLive();
  const [confirmed, setConfirmed] = useState(false);
  const [reason, setReason] = useState('');
  const words = texts.staffRoom;
  const first = who[0];
  const against = all ? [] : (first?.over ?? []).map(words.over);
  const admit = () => {
    if (all) live.act({ type: 'admit_all', identity_confirmed: true });
    else if (first) live.act({ type: 'admit', participant: first.participant, identity_confirmed: true, reason: reason.trim() });
    onClose();
  };
  const actions = (
    <>
      <RoomButton onClick={onClose}>{texts.common.cancel}</RoomButton>
      <RoomButton look="main" disabled={!confirmed || (against.length > 0 && reason.trim() === '')} onClick={admit}>
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
      {against.length > 0 && (
        <label className={classes.field}>
          {words.overHelp(against)}
          <textarea rows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        </label>
      )}
      <p className={classes.dim}>{words.confirmHelp}</p>
    </Dialog>
  );
}
