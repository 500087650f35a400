import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAddStaff, useChangeStaff } from '../../api/staff';
import type { StaffMember, StaffRequest } from '../../api/types';
import { fieldError, FormDialog } from '../../components/clinic/FormDialog';
import { people, staffWords as words } from '../../texts/clinic';
import { LinkDialog } from '../audit/AddAuditorDialog';
import classes from './people.module.css';

interface StaffDialogProps {
  /** null: somebody new, who gets a link. */
  member: StaffMember | null;
  members: readonly StaffMember[];
  onClose: () => void;
}

export function StaffDialog({ member, members, onClose }: StaffDialogProps) {
  const add = useAddStaff();
  const change = useChangeStaff(member?.person_id ?? '');
  const saving = member === null ? add : change;
  const [fields, setFields] = useState({
    legal_name: member?.legal_name ?? '',
    chosen_name: member?.chosen_name ?? '',
    pronouns: member?.pronouns ?? '',
    email: member?.email ?? '',
    credential: member?.credential ?? '',
    licence: member?.licence ?? '',
  });
  const [role, setRole] = useState<StaffRequest['role']>(member?.role ?? 'facilitator');
  const [supervisor, setSupervisor] = useState(member?.supervisor_id ?? '');
  if (add.data) return <LinkDialog made={add.data} onClose={onClose} />;
  const submit = () => {
    const request = { ...fields, role, supervisor_id: supervisor === '' ? null : supervisor };
    if (member === null) add.mutate(request);
    else change.mutate(request, { onSuccess: onClose });
  };
  const field = (name: keyof typeof fields, label: string, more: object = {}) => (
    <TextInput
      label={label}
      withAsterisk={false}
      autoComplete="off"
      value={fields[name]}
      error={fieldError(saving.error, name)}
      onChange={(event) => setFields({ ...fields, [name]: event.currentTarget.value })}
      {...more}
    />
  );
  const others = members.filter(
    (one) => one.person_id !== member?.person_id && (one.state !== 'disabled' || one.person_id === supervisor),
  );
  return (
    <FormDialog
      title={member ? words.editTitle(member.legal_name) : words.add}
      submit={member ? people.save : words.create}
      saving={saving}
      onSubmit={submit}
      onClose={onClose}
    >
      {field('legal_name', words.legalName, { required: true, minLength: 2, maxLength: 200 })}
      <div className={classes.pair}>
        {field('chosen_name', words.chosenName, { required: true, maxLength: 100 })}
        {field('pronouns', words.pronouns, { maxLength: 40 })}
      </div>
      {field('email', words.email, { type: 'email', required: true, maxLength: 254 })}
      <NativeSelect
        label={words.role}
        {...(member && { description: words.roleHelp })}
        value={role}
        data={(['facilitator', 'admin'] as const).map((value) => ({ value, label: words.roles[value] }))}
        onChange={(event) => setRole(event.currentTarget.value === 'admin' ? 'admin' : 'facilitator')}
      />
      <div className={classes.pair}>
        {field('credential', words.credential, { maxLength: 40, description: words.credentialHelp })}
        {field('licence', words.licence, { maxLength: 40, description: words.licenceHelp })}
      </div>
      <NativeSelect
        label={words.supervisor}
        value={supervisor}
        data={[
          { value: '', label: words.nobody },
          ...others.map((one) => ({ value: one.person_id, label: one.legal_name })),
        ]}
        error={fieldError(saving.error, 'supervisor_id')}
        onChange={(event) => setSupervisor(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
