import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTold } from '../../api/emergency';
import { texts } from '../../texts/en';
import { emergency as words } from '../../texts/clinic';
import { dayIn, instantOf, wallTime } from '../../time/zone';
import { fieldError } from '../clinic/FormDialog';
import { ProblemNotice } from '../clinic/ProblemNotice';
import classes from './EmergencyCard.module.css';

interface ToldFormProps {
  client: string;
  session: string | null;
  zone: string;
  onCancel: () => void;
  onDone: () => void;
}

/** Whom we told, why and when, in half a minute; or afterwards. */
export function ToldForm({ client, session, zone, onCancel, onDone }: ToldFormProps) {
  const told = useTold(client);
  const [fields, setFields] = useState(() => ({
    recipient: '',
    affiliation: '',
    emergency: '',
    purpose: words.purposeFirst,
    day: dayIn(zone, new Date()),
    time: wallTime(zone, new Date()),
  }));
  const field = (name: keyof typeof fields, label: string, more: object = {}) => (
    <TextInput
      label={label}
      required
      withAsterisk={false}
      autoComplete="off"
      maxLength={200}
      value={fields[name]}
      error={fieldError(told.error, name === 'day' ? 'at' : name)}
      onChange={(event) => setFields({ ...fields, [name]: event.currentTarget.value })}
      {...more}
    />
  );
  const keep = () => {
    const { day, time, ...said } = fields;
    told.mutate({ ...said, at: instantOf(zone, day, time).toISOString(), session }, { onSuccess: onDone });
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <p>{words.toldHelp}</p>
      {told.error !== null && <ProblemNotice problem={told.error} />}
      {field('recipient', words.recipient, { description: words.recipientHelp, autoFocus: true })}
      {field('affiliation', words.affiliation)}
      {field('emergency', words.what)}
      {field('purpose', words.purpose)}
      <div className={classes.pair}>
        {field('day', words.day, { type: 'date' })}
        {field('time', words.time, { type: 'time' })}
      </div>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onCancel}>
          {texts.common.cancel}
        </Button>
        <Button type="submit" color="clay" loading={told.isPending}>
          {words.keep}
        </Button>
      </div>
    </form>
  );
}
