import { useState, type FormEvent } from 'react';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import classes from './StaffPanel.module.css';

const LONGEST = 500;

/** Words for everybody in the waiting room; empty takes them away. */
export function WaitingMessage({ shown }: { shown: string }) {
  const { live } = useLive();
  const [text, setText] = useState(shown);
  const words = texts.staffRoom;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    live.act({ type: 'set_waiting_message', text: text.trim() });
  };
  return (
    <form className={classes.section} onSubmit={submit}>
      <label className={classes.field}>
        {words.waitingMessage}
        <textarea rows={2} maxLength={LONGEST} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      </label>
      <div className={classes.actions}>
        <RoomButton small type="submit" disabled={text.trim() === shown}>
          {words.showMessage}
        </RoomButton>
      </div>
      <p className={classes.dim} role="status">
        {shown !== '' && text.trim() === shown && words.messageShown}
      </p>
    </form>
  );
}
