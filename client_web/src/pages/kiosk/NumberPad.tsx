import { Button } from '@mantine/core';
import { IconBackspace } from '@tabler/icons-react';
import { type Dispatch, type MouseEvent, useEffect, useEffectEvent } from 'react';
import { kiosk as words } from '../../texts/clinic';
import { type Action, canSend, type Entry, type EntryEvent } from './entry';
import classes from './NumberPad.module.css';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
const DOTS = 6;

interface NumberPadProps {
  entry: Extract<Entry, { step: 'typing' | 'sending' }>;
  dispatch: Dispatch<EntryEvent>;
  onSend: (action: Action) => void;
}

export function NumberPad({ entry, dispatch, onSend }: NumberPadProps) {
  useKeyboard(dispatch, onSend);
  const sending = entry.step === 'sending' ? entry.action : null;
  const ready = canSend(entry);
  const digit = (value: string) => (
    <button
      key={value}
      type="button"
      className={classes.key}
      onMouseDown={keepFocus}
      onClick={() => dispatch({ type: 'digit', digit: value })}
    >
      {value}
    </button>
  );
  return (
    <div className={classes.door}>
      <h1 className={classes.title}>{words.enterCode}</h1>
      <p className={classes.dots} aria-hidden>
        {Array.from({ length: Math.max(DOTS, entry.code.length) }, (_, index) => (
          <span key={index} className={classes.dot} data-filled={index < entry.code.length} />
        ))}
      </p>
      <p className="visually-hidden" role="status">
        {words.entered(entry.code.length)}
      </p>
      <div className={classes.pad} role="group" aria-label={words.pad}>
        {DIGITS.map(digit)}
        <span />
        {digit('0')}
        <button
          type="button"
          className={classes.key}
          aria-label={words.remove}
          onMouseDown={keepFocus}
          onClick={() => dispatch({ type: 'remove' })}
        >
          <IconBackspace size={30} stroke={1.6} aria-hidden />
        </button>
      </div>
      <div className={classes.actions}>
        <Button size="xl" disabled={!ready && sending !== 'check_in'} loading={sending === 'check_in'} onClick={() => onSend('check_in')}>
          {words.checkIn}
        </Button>
        <Button
          size="xl"
          variant="default"
          disabled={!ready && sending !== 'check_out'}
          loading={sending === 'check_out'}
          onClick={() => onSend('check_out')}
        >
          {words.checkOut}
        </Button>
      </div>
    </div>
  );
}

/** A finger on a key does not move the focus there, where Enter would type that digit once more. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

/** A keyboard or a badge reader may type too: Enter checks in, unless it presses the button that has the focus. */
function useKeyboard(dispatch: Dispatch<EntryEvent>, onSend: (action: Action) => void): void {
  const send = useEffectEvent(onSend);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^\d$/.test(event.key)) dispatch({ type: 'digit', digit: event.key });
      if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) send('check_in');
      if (event.key === 'Backspace') dispatch({ type: 'remove' });
      if (event.key === 'Escape') dispatch({ type: 'clear' });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [dispatch]);
}
