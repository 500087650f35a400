import { useEffect, useReducer } from 'react';
import { kiosk as words } from '../../texts/clinic';
import { Answer } from './Answer';
import classes from './Door.module.css';
import { BLANK, next, refusalOf, STAYS_MS, type Action } from './entry';
import { NumberPad } from './NumberPad';
import { canSeal } from './offline/seal';

interface DoorProps {
  clinic: string;
  phone: string | null;
  /** The server cannot be reached. */
  away: boolean;
  /** How many entries are noted and not sent yet. */
  waiting: number;
  /** Whether the server took it, or it is noted to be sent later. Rejected: nothing was recorded. */
  take: (code: string, action: Action) => Promise<boolean>;
}

/** Takes codes, one person after the other. */
export function Door({ clinic, phone, away, waiting, take }: DoorProps) {
  const [entry, dispatch] = useReducer(next, BLANK);

  useEffect(() => {
    const stays = STAYS_MS[entry.step];
    if (stays === null || entry === BLANK) return;
    const timer = setTimeout(() => dispatch({ type: 'clear' }), stays);
    return () => clearTimeout(timer);
  }, [entry]);

  const send = (action: Action) => {
    if (entry.step !== 'typing') return;
    dispatch({ type: 'send', action });
    take(entry.code, action).then(
      (taken) => dispatch({ type: taken ? 'taken' : 'noted' }),
      (error: unknown) => dispatch({ type: 'refused', refusal: refusalOf(error) }),
    );
  };

  const answered = entry.step !== 'typing' && entry.step !== 'sending';
  return (
    <main className={classes.page}>
      <p className={classes.clinic}>{clinic}</p>
      {away && !answered && (
        <p className={classes.offline} role="alert">
          <strong>{words.offline}.</strong> {canSeal() ? words.offlineHelp : words.offlineUnable}{' '}
          {waiting > 0 && words.waiting(waiting)}
        </p>
      )}
      {answered ? (
        <Answer entry={entry} onNext={() => dispatch({ type: 'clear' })} />
      ) : (
        <NumberPad entry={entry} dispatch={dispatch} onSend={send} />
      )}
      {phone !== null && <p className={classes.help}>{words.needHelp(phone)}</p>}
    </main>
  );
}
