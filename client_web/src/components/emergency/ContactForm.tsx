import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSetEmergencyContact } from '../../api/emergency';
import type { EmergencyContactRequest } from '../../api/types';
import { texts } from '../../texts/en';
import { emergency as words } from '../../texts/clinic';
import { fieldError } from '../clinic/FormDialog';
import { ProblemNotice } from '../clinic/ProblemNotice';
import classes from './EmergencyCard.module.css';

interface ContactFormProps {
  client: string;
  contact: EmergencyContactRequest | null;
  onDone: () => void;
}

/** Whom to call for this client. */
export function ContactForm({ client, contact, onDone }: ContactFormProps) {
  const save = useSetEmergencyContact(client);
  const [fields, setFields] = useState(contact ?? { name: '', relation: '', phone: '' });
  const field = (name: keyof EmergencyContactRequest, label: string, maxLength: number, more: object = {}) => (
    <TextInput
      label={label}
      required
      withAsterisk={false}
      autoComplete="off"
      maxLength={maxLength}
      value={fields[name]}
      error={fieldError(save.error, name)}
      onChange={(event) => setFields({ ...fields, [name]: event.currentTarget.value })}
      {...more}
    />
  );
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(fields, { onSuccess: onDone });
      }}
    >
      {save.error !== null && <ProblemNotice problem={save.error} />}
      {field('name', words.name, 200, { autoFocus: true, minLength: 2 })}
      {field('relation', words.relation, 100, { minLength: 2 })}
      {field('phone', words.phone, 40, { type: 'tel', minLength: 3 })}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onDone}>
          {texts.common.cancel}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {words.save}
        </Button>
        {contact !== null && (
          <Button variant="subtle" color="red" onClick={() => save.mutate(null, { onSuccess: onDone })}>
            {words.remove}
          </Button>
        )}
      </div>
    </form>
  );
}
