import { Button, Text, TextInput } from '@mantine/core';
import { type FormEvent, useId, useState } from 'react';
import { useAddKiosk } from '../../api/kiosks';
import type { KioskCode } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import { devices as words } from '../../texts/clinic';
import { texts } from '../../texts/en';
import { clock } from '../../time/zone';
import classes from './AddKioskDialog.module.css';

export function AddKioskDialog({ onClose }: { onClose: () => void }) {
  const form = useId();
  const add = useAddKiosk();
  const [name, setName] = useState('');
  if (add.data) return <Code made={add.data} onClose={onClose} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') add.mutate(name.trim());
  };
  return (
    <Dialog
      title={words.add}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" form={form} loading={add.isPending}>
            {words.create}
          </Button>
        </>
      }
    >
      <form id={form} className={classes.form} onSubmit={submit}>
        {add.isError && <ProblemNotice problem={add.error} />}
        <TextInput
          label={words.name}
          placeholder={words.namePlaceholder}
          required
          withAsterisk={false}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </form>
    </Dialog>
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
