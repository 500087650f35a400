import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAddLicence, useRevokeLicence } from '../../api/staff';
import type { StaffMember } from '../../api/types';
import { fieldError, FormDialog } from '../../components/clinic/FormDialog';
import { staffWords as words } from '../../texts/clinic';
import classes from './people.module.css';
import { Licence } from './StaffTable';

const EMPTY = { state: '', profession: '', number: '', starts_on: '', expires_on: '' };

/** Where and until when somebody is licensed. A renewal is one more. */
export function LicencesDialog({ member, onClose }: { member: StaffMember; onClose: () => void }) {
  const add = useAddLicence(member.person_id);
  const revoke = useRevokeLicence(member.person_id);
  const [fields, setFields] = useState(EMPTY);
  const submit = () =>
    add.mutate(
      {
        ...fields,
        starts_on: fields.starts_on === '' ? null : fields.starts_on,
        expires_on: fields.expires_on === '' ? null : fields.expires_on,
      },
      { onSuccess: () => setFields(EMPTY) },
    );
  const field = (name: keyof typeof fields, label: string, more: object = {}) => (
    <TextInput
      label={label}
      withAsterisk={false}
      autoComplete="off"
      value={fields[name]}
      error={fieldError(add.error, name)}
      onChange={(event) => setFields({ ...fields, [name]: event.currentTarget.value })}
      {...more}
    />
  );
  return (
    <FormDialog
      title={words.licencesFor(member.legal_name)}
      submit={words.addLicence}
      saving={{ isPending: add.isPending, error: add.error ?? revoke.error }}
      onSubmit={submit}
      onClose={onClose}
    >
      {member.licences.length > 0 && (
        <ul className={classes.licences}>
          {member.licences.map((one) => (
            <li key={one.id}>
              <Licence licence={one} />
              <Button
                variant="subtle"
                color="red"
                size="compact-sm"
                aria-label={words.takeAwayFor(`${one.state} ${one.profession} ${one.number}`)}
                onClick={() => revoke.mutate(one.id)}
              >
                {words.takeAway}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className={classes.pair}>
        {field('state', words.state, { required: true, minLength: 2, maxLength: 2, description: words.stateHelp })}
        {field('profession', words.profession, { required: true, maxLength: 40, description: words.professionHelp })}
      </div>
      {field('number', words.number, { required: true, maxLength: 60 })}
      <div className={classes.pair}>
        {field('starts_on', words.startsOn, { type: 'date' })}
        {field('expires_on', words.expiresOn, { type: 'date' })}
      </div>
    </FormDialog>
  );
}
