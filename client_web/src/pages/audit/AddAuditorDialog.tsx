import { Button, Text, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useState } from 'react';
import { useAddAuditor } from '../../api/audit';
import type { Invitation } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { FormDialog } from '../../components/clinic/FormDialog';
import { useStaff } from '../../components/clinic/StaffArea';
import { auditors as words } from '../../texts/clinic';
import { texts } from '../../texts/en';
import classes from './audit.module.css';
import { when } from './GrantTable';

export function AddAuditorDialog({ onClose }: { onClose: () => void }) {
  const add = useAddAuditor();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  if (add.data) return <LinkDialog made={add.data} onClose={onClose} />;
  return (
    <FormDialog
      title={words.add}
      submit={words.create}
      saving={add}
      onSubmit={() => add.mutate({ name: name.trim(), email: email.trim() })}
      onClose={onClose}
    >
      <TextInput
        label={words.name}
        required
        withAsterisk={false}
        minLength={2}
        maxLength={100}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={words.email}
        type="email"
        required
        withAsterisk={false}
        maxLength={254}
        autoComplete="off"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

/** The link, this once. */
export function LinkDialog({ made, onClose }: { made: Invitation; onClose: () => void }) {
  const zone = useStaff().clinic.time_zone;
  const clipboard = useClipboard();
  const actions = (
    <>
      <Button variant="default" onClick={() => clipboard.copy(made.url)}>
        {clipboard.copied ? words.copied : words.copy}
      </Button>
      <Button onClick={onClose}>{texts.common.close}</Button>
    </>
  );
  return (
    <Dialog title={words.linkTitle} onClose={onClose} actions={actions}>
      <div className={classes.stack}>
        <Text>{words.linkHelp}</Text>
        <div className={classes.link}>{made.url}</div>
        <Text>{words.until(when(zone, made.expires_at))}</Text>
      </div>
    </Dialog>
  );
}
