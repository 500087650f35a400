import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAddClient } from '../../api/clients';
import { Dialog } from '../../components/Dialog';
import { fieldError, FormDialog } from '../../components/clinic/FormDialog';
import { clientWords as words } from '../../texts/clinic';
import { texts } from '../../texts/en';
import { ClientFields, requestOf, useFields } from './ClientFields';
import { Secrets } from './Secrets';

/** A client, and then what is to be written down for them: their PIN and personal code, this once. */
export function AddClientDialog({ onClose }: { onClose: () => void }) {
  const add = useAddClient();
  const [, navigate] = useLocation();
  const [fields, setFields] = useFields(null);
  const [pin, setPin] = useState('');
  const made = add.data;
  if (made) {
    const actions = (
      <>
        <Button variant="default" onClick={onClose}>
          {texts.common.close}
        </Button>
        <Button onClick={() => navigate(`/clients/${made.person_id}`)}>{words.toClient}</Button>
      </>
    );
    return (
      <Dialog title={words.added(fields.chosen_name)} onClose={onClose} actions={actions}>
        <Secrets
          secrets={[
            [words.pin, made.pin],
            [words.code, made.code],
          ]}
        />
      </Dialog>
    );
  }
  return (
    <FormDialog
      title={words.add}
      submit={words.add}
      saving={add}
      onSubmit={() => add.mutate({ ...requestOf(fields), pin: pin === '' ? null : pin })}
      onClose={onClose}
    >
      <ClientFields fields={fields} error={add.error} onChange={setFields} />
      <TextInput
        label={words.pin}
        description={words.pinHelp}
        inputMode="numeric"
        pattern="[0-9]{4,8}"
        maxLength={8}
        autoComplete="off"
        value={pin}
        error={fieldError(add.error, 'pin')}
        onChange={(event) => setPin(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
