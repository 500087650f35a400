import { Button } from '@mantine/core';
import { useRef, useState, type FormEvent } from 'react';
import { texts } from '../../texts/en';
import classes from './PinForm.module.css';
import { refusal, useJoin } from './useJoin';

interface PinFormProps {
  token: string;
  /** Where they go now. */
  onJoined: (to: string) => void;
  onGone: () => void;
}

const LONGEST = 12;

/** One field for the PIN with a numeric keyboard; errors are said beside it, and the field is ready for another try. */
export function PinForm({ token, onJoined, onGone }: PinFormProps) {
  const [pin, setPin] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const join = useJoin();
  const wrong = join.error ? refusal(join.error) : null;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (join.isPending) return;
    if (pin === '') return field.current?.focus();
    join.mutate(
      { token, pin },
      {
        onSuccess: ({ session_id, opens }) => onJoined(opens === 'home' ? '/home' : `/session/${session_id}`),
        onError: (error) => {
          if (refusal(error) === null) return onGone();
          setPin('');
          field.current?.focus();
        },
      },
    );
  };

  return (
    <form className={classes.form} onSubmit={submit}>
      <label className={classes.label} htmlFor="pin">
        {texts.join.pin}
      </label>
      <input
        ref={field}
        id="pin"
        className={classes.pin}
        type="password"
        inputMode="numeric"
        autoComplete="off"
        autoFocus
        maxLength={LONGEST}
        value={pin}
        aria-invalid={wrong !== null}
        aria-describedby="pin-problem pin-help"
        onChange={(event) => setPin(event.currentTarget.value.replace(/\D/g, ''))}
      />
      <p id="pin-problem" role="alert" className={classes.problem}>
        {wrong}
      </p>
      <Button type="submit" size="lg" loading={join.isPending}>
        {texts.join.open}
      </Button>
      <p id="pin-help" className={classes.help}>
        {texts.join.forgotten} {texts.join.shared}
      </p>
    </form>
  );
}
