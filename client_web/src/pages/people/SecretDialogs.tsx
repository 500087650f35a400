import { Button, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSetCode, useSetPin } from '../../api/clients';
import { Dialog } from '../../components/Dialog';
import { FormDialog } from '../../components/clinic/FormDialog';
import { clientWords as words } from '../../texts/clinic';
import { texts } from '../../texts/en';
import { Secrets } from './Secrets';

interface SecretDialogProps {
  client: string;
  onClose: () => void;
}

export function PinDialog({ client, onClose }: SecretDialogProps) {
  const set = useSetPin(client);
  const [pin, setPin] = useState('');
  if (set.data) return <Shown title={words.newPin} secret={set.data.secret} onClose={onClose} />;
  return (
    <FormDialog
      title={words.setPin}
      submit={words.setPin}
      saving={set}
      onSubmit={() => set.mutate(pin === '' ? null : pin)}
      onClose={onClose}
    >
      <TextInput
        label={words.pin}
        description={words.pinHelp}
        inputMode="numeric"
        pattern="[0-9]{4,8}"
        maxLength={8}
        autoComplete="off"
        value={pin}
        onChange={(event) => setPin(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

export function CodeDialog({ client, onClose }: SecretDialogProps) {
  const set = useSetCode(client);
  if (set.data) return <Shown title={words.newCode} secret={set.data.secret} onClose={onClose} />;
  return (
    <FormDialog title={words.setCode} submit={words.setCode} saving={set} onSubmit={() => set.mutate()} onClose={onClose}>
      <Text>{words.codeHelp}</Text>
    </FormDialog>
  );
}

function Shown({ title, secret, onClose }: { title: string; secret: string; onClose: () => void }) {
  return (
    <Dialog title={title} onClose={onClose} actions={<Button onClick={onClose}>{texts.common.close}</Button>}>
      <Secrets secrets={[[title, secret]]} />
    </Dialog>
  );
}
