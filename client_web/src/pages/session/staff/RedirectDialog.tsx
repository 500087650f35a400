import { useState } from 'react';
import type { Redirect } from '../../../protocol/messages';
import { Dialog } from '../../../components/Dialog';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import { Reason, isReason } from './Reason';
import classes from './StaffPanel.module.css';

type Way = Redirect['way'];
const WAYS: readonly Way[] = ['phone', 'in_person', 'another_day'];

/** After a private word: cared for another way, and why. */
export function RedirectDialog({ participant, name, onClose }: { participant: string; name: string; onClose: () => void }) {
  const { live } = useLive();
  const [way, setWay] = useState<Way>('phone');
  const [reason, setReason] = useState('');
  const words = texts.checks;
  const redirect = () => {
    live.act({ type: 'redirect', participant, way, reason });
    onClose();
  };
  const actions = (
    <>
      <RoomButton onClick={onClose}>{texts.common.cancel}</RoomButton>
      <RoomButton look="main" disabled={!isReason(reason)} onClick={redirect}>
        {words.redirectSend}
      </RoomButton>
    </>
  );
  return (
    <Dialog title={words.redirectTitle(name)} onClose={onClose} actions={actions}>
      <fieldset className={classes.ways}>
        <legend>{words.way}</legend>
        {WAYS.map((one) => (
          <label key={one} className={classes.check}>
            <input type="radio" name="way" checked={way === one} onChange={() => setWay(one)} />
            {words.ways[one]}
          </label>
        ))}
      </fieldset>
      <Reason label={words.redirectReason} help={words.redirectHelp} value={reason} onChange={setReason} />
    </Dialog>
  );
}
