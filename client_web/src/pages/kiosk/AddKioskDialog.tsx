import { Button, NativeSelect, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAddKiosk } from '../../api/kiosks';
import { usePrograms } from '../../api/programs';
import type { Kiosk, KioskCode } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { FormDialog } from '../../components/clinic/FormDialog';
import { useStaff } from '../../components/clinic/StaffArea';
import { devices as words } from '../../texts/clinic';
import { texts } from '../../texts/en';
import { clock } from '../../time/zone';
import classes from './AddKioskDialog.module.css';

type Kind = Kiosk['kind'];
const KINDS: readonly Kind[] = ['door', 'room'];

export function AddKioskDialog({ onClose }: { onClose: () => void }) {
  const add = useAddKiosk();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<Kind>('door');
  const [site, setSite] = useState('');
  const programs = usePrograms();
  if (add.data) return <Code made={add.data} onClose={onClose} />;
  const submit = () => {
    if (name.trim() !== '') add.mutate({ name: name.trim(), kind, site: kind === 'room' && site !== '' ? site : null });
  };
  return (
    <FormDialog
      title={words.add}
      submit={words.create}
      saving={add}
      onSubmit={submit}
      onClose={onClose}
    >
      <NativeSelect
        label={words.kind}
        value={kind}
        data={KINDS.map((value) => ({ value, label: words.kinds[value] }))}
        onChange={(event) => setKind(event.currentTarget.value as Kind)}
      />
      {kind === 'room' && (
        <NativeSelect
          label={words.site}
          value={site}
          data={[{ value: '', label: words.anySite }, ...(programs.data?.sites ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={(event) => setSite(event.currentTarget.value)}
        />
      )}
      <TextInput
        label={words.name}
        placeholder={words.namePlaceholder[kind]}
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
