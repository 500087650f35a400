import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAddPayer, useAuthorize, usePayers } from '../../api/hours';
import type { AuthorizationRequest } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { FormDialog } from '../../components/clinic/FormDialog';
import { Waiting } from '../../components/clinic/Waiting';
import { authorizations as words } from '../../texts/clinic';
import { texts } from '../../texts/en';
import classes from './Authorizations.module.css';

interface AuthorizeDialogProps {
  client: string;
  onClose: () => void;
  onAdded: (overlaps: string[]) => void;
}

const ANOTHER = 'another payer';
const UNITS = Object.entries(words.unitNames).map(([value, label]) => ({ value, label }));

export function AuthorizeDialog({ client, onClose, onAdded }: AuthorizeDialogProps) {
  const payers = usePayers();
  const addPayer = useAddPayer();
  const add = useAuthorize(client);
  const [wanted, setWanted] = useState({ payer: '', name: '', number: '', code: 'H0015', unit: 'day', from: '', to: '' });
  const [units, setUnits] = useState<number | string>(12);
  const set = (name: keyof typeof wanted) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setWanted((before) => ({ ...before, [name]: value }));
  };
  const known = payers.data ?? [];
  const payer = wanted.payer || (known[0]?.id ?? ANOTHER);
  const submit = async () => {
    const payer_id = payer === ANOTHER ? (await addPayer.mutateAsync(wanted.name.trim())).id : payer;
    setWanted((before) => ({ ...before, payer: payer_id }));
    const body: AuthorizationRequest = {
      payer_id,
      number: wanted.number.trim(),
      service_code: wanted.code.trim(),
      unit: wanted.unit as AuthorizationRequest['unit'],
      units: Number(units),
      starts_on: wanted.from,
      ends_on: wanted.to,
    };
    onAdded((await add.mutateAsync(body)).overlaps);
  };
  const problem = payers.error ?? addPayer.error ?? add.error;
  if (payers.isPending) {
    return (
      <Dialog title={words.add} onClose={onClose} actions={<Button onClick={onClose}>{texts.common.cancel}</Button>}>
        <Waiting />
      </Dialog>
    );
  }
  const plain = { required: true, withAsterisk: false } as const;
  return (
    <FormDialog
      title={words.add}
      submit={words.add}
      saving={{ isPending: addPayer.isPending || add.isPending, error: problem }}
      onSubmit={() => void submit().catch(() => undefined)}
      onClose={onClose}
    >
      <NativeSelect
        label={words.payer}
        value={payer}
        onChange={set('payer')}
        data={[...known.map(({ id, name }) => ({ value: id, label: name })), { value: ANOTHER, label: words.newPayer }]}
      />
      {payer === ANOTHER && (
        <TextInput {...plain} label={words.payerName} maxLength={200} value={wanted.name} onChange={set('name')} />
      )}
      <div className={classes.pair}>
        <TextInput {...plain} label={words.number} maxLength={60} value={wanted.number} onChange={set('number')} />
        <TextInput
          {...plain}
          label={words.service}
          description={words.serviceHelp}
          inputWrapperOrder={['label', 'input', 'description']}
          maxLength={20}
          value={wanted.code}
          onChange={set('code')}
        />
        <NumberInput {...plain} label={words.units} min={1} max={10_000} allowDecimal={false} value={units} onChange={setUnits} />
        <NativeSelect label={words.unit} value={wanted.unit} onChange={set('unit')} data={UNITS} />
        <TextInput {...plain} label={words.from} type="date" value={wanted.from} onChange={set('from')} />
        <TextInput {...plain} label={words.to} type="date" min={wanted.from} value={wanted.to} onChange={set('to')} />
      </div>
    </FormDialog>
  );
}
