import { Button, Checkbox, Progress, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ImportLine } from '../../../api/types';
import { Message } from '../../../components/clinic/Message';
import { importWords as words } from '../../../texts/clinic';
import { Counts } from './Counts';
import { countOf } from './fates';
import classes from './import.module.css';

interface TakeFormProps {
  lines: readonly ImportLine[];
  /** How many lines are taken over; null: it has not begun. */
  done: number | null;
  onTake: (meant: string) => void;
}

/** How many lines are new, changed, wrong; and the one button, which says how many it takes over. */
export function TakeForm({ lines, done, onTake }: TakeFormProps) {
  const [confirmed, setConfirmed] = useState(false);
  const [meant, setMeant] = useState('');
  const warned = countOf(lines, 'warned');
  const todo = countOf(lines, 'added', 'changed') + (confirmed ? warned : 0);
  const left = countOf(lines, 'refused') + (confirmed ? 0 : warned);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onTake(confirmed ? meant.trim() : '');
  };
  return (
    <form className={classes.take} onSubmit={submit}>
      <Counts lines={lines} />
      {warned > 0 && (
        <Checkbox
          label={words.confirm(warned)}
          checked={confirmed}
          disabled={done !== null}
          onChange={(event) => setConfirmed(event.currentTarget.checked)}
        />
      )}
      {confirmed && (
        <TextInput
          label={words.meant}
          description={words.meantHelp}
          required
          minLength={3}
          maxLength={300}
          value={meant}
          disabled={done !== null}
          onChange={(event) => setMeant(event.currentTarget.value)}
        />
      )}
      {todo === 0 && left === 0 && <Message title={words.nothing} />}
      {todo > 0 && (
        <div className={classes.submit}>
          <Button type="submit" loading={done !== null}>
            {words.take(todo)}
          </Button>
          {left > 0 && <span className={classes.left}>{words.left(left)}</span>}
        </div>
      )}
      {done !== null && (
        <div role="status">
          <Progress value={(100 * done) / lines.length} aria-label={words.taking(done, lines.length)} />
          {words.taking(done, lines.length)}
        </div>
      )}
    </form>
  );
}
