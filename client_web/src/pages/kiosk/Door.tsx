import { useNetwork } from '@mantine/hooks';
import { useEffect, useReducer } from 'react';
import { useScan } from '../../api/kiosks';
import { kiosk as words } from '../../texts/clinic';
import { Answer } from './Answer';
import classes from './Door.module.css';
import { BLANK, next, refusalOf, STAYS_MS, type Action } from './entry';
import { NumberPad } from './NumberPad';

interface DoorProps {
  clinic: string;
  phone: string | null;
  /** The tablet may have been revoked: ask again what it is. */
  recheck: () => void;
}

/** Takes codes, one person after the other. */
export function Door({ clinic, phone, recheck }: DoorProps) {
  const [entry, dispatch] = useReducer(next, BLANK);
  const { online } = useNetwork();
  const scan = useScan();

  useEffect(() => {
    const stays = STAYS_MS[entry.step];
    if (stays === null || entry === BLANK) return;
    const timer = setTimeout(() => dispatch({ type: 'clear' }), stays);
    return () => clearTimeout(timer);
  }, [entry]);

  const send = (action: Action) => {
    if (entry.step !== 'typing') return;
    dispatch({ type: 'send', action });
    scan.mutate(
      { code: entry.code, action },
      {
        onSuccess: () => dispatch({ type: 'taken' }),
        onError: (error) => {
          dispatch({ type: 'refused', refusal: refusalOf(error) });
          recheck();
        },
      },
    );
  };

  const answered = entry.step === 'taken' || entry.step === 'refused';
  return (
    <main className={classes.page}>
      <p className={classes.clinic}>{clinic}</p>
      {!online && !answered && (
        <p className={classes.offline} role="alert">
          <strong>{words.offline}.</strong> {words.offlineHelp}
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
