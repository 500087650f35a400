import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ClientDetail, ClientRequest } from '../../api/types';
import { fieldError } from '../../components/clinic/FormDialog';
import { clientWords as words } from '../../texts/clinic';
import classes from './people.module.css';

export interface Fields {
  legal_name: string;
  chosen_name: string;
  name_used: string;
  pronouns: string;
  record_number: string;
  date_of_birth: string;
}

export function useFields(client: ClientDetail | null) {
  return useState<Fields>({
    legal_name: client?.legal_name ?? '',
    chosen_name: client?.chosen_name ?? '',
    name_used: client?.name_used ?? '',
    pronouns: client?.pronouns ?? '',
    record_number: client?.record_number ?? '',
    date_of_birth: client?.date_of_birth ?? '',
  });
}

export function requestOf(fields: Fields): ClientRequest {
  const record = fields.record_number.trim();
  return {
    ...fields,
    record_number: record === '' ? null : record,
    date_of_birth: fields.date_of_birth === '' ? null : fields.date_of_birth,
  };
}

interface ClientFieldsProps {
  fields: Fields;
  error: Error | null;
  onChange: (fields: Fields) => void;
}

export function ClientFields({ fields, error, onChange }: ClientFieldsProps) {
  const field = (name: keyof Fields, label: string, more: object = {}) => (
    <TextInput
      label={label}
      withAsterisk={false}
      autoComplete="off"
      value={fields[name]}
      error={fieldError(error, name)}
      onChange={(event) => onChange({ ...fields, [name]: event.currentTarget.value })}
      {...more}
    />
  );
  return (
    <>
      {field('legal_name', words.legalName, { required: true, minLength: 2, maxLength: 200, description: words.legalHelp })}
      {field('chosen_name', words.chosenName, { required: true, maxLength: 100, description: words.chosenHelp })}
      <div className={classes.pair}>
        {field('name_used', words.nameUsed, { maxLength: 100, description: words.nameUsedHelp })}
        {field('pronouns', words.pronouns, { maxLength: 40 })}
      </div>
      <div className={classes.pair}>
        {field('record_number', words.record, { maxLength: 40 })}
        {field('date_of_birth', words.born, { type: 'date' })}
      </div>
    </>
  );
}
