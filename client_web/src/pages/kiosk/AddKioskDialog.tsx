import { Button, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAddKiosk } from '../../api/kiosks';
import type { KioskCode } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { FormDialog } from '../../components/clinic/FormDialog';
import { useStaff } from '../../components/clinic/StaffArea';
import { devices as words } from '../../texts/clinic';
import { texts } from '../../texts/en';
import { clock } from '../../time/zone';
import classes from './AddKioskDialog.module.css';

export function AddKioskDialog({ onClose }: { onClose: () => void }) {
  const add = useAddKiosk();
  const [name, setName] = useState('');
  if (add.data) return <Code made={add.data} onClose={onClose} />;
  const submit = () => {
    if (name.trim() !== '') add.mutate(name.trim());
  };
  return (
    <FormDialog
      title={words.add}
      submit={words.create}
      saving={add}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label={words.name}
        placeholder={words.namePlaceholder}
        required
        withAsterisk={false}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

function Code({ made, onClose }: { made: KioskCode; onClose: () => void }) {
  const zone = useStaff().clinic.time_zone;
  return (
    <Dialog
      title={words.codeTitle}
      onClose={onClose}
      actions={<Button onClick={onClose}>{texts.common.close}</Button>}
    >
      <Text>{words.codeHelp}</Text>
      <dl className={classes.code}>
        <dt>{words.address}</dt>
        <dd>{`${window.location.host}/kiosk`}</dd>
        <dt>{words.code}</dt>
        <dd className={classes.characters}>{inFours(made.code)}</dd>
      </dl>
      <Text>{words.until(clock(zone, new Date(made.expires_at)))}</Text>
    </Dialog>
  );
}

function inFours(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1 ');
}
