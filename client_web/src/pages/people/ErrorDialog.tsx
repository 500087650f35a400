import { Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useEnteredInError } from '../../api/clients';
import type { Enrollment } from '../../api/types';
import { FormDialog } from '../../components/clinic/FormDialog';
import { enrollmentWords as words } from '../../texts/clinic';

interface ErrorDialogProps {
  client: string;
  enrollment: Enrollment;
  onClose: () => void;
}

export function ErrorDialog({ client, enrollment, onClose }: ErrorDialogProps) {
  const mark = useEnteredInError(client, enrollment.id);
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={words.errorTitle(enrollment.program)}
      submit={words.errorSubmit}
      danger
      saving={mark}
      onSubmit={() => mark.mutate({ version: enrollment.version, reason: reason.trim() }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Text>{words.errorHelp}</Text>
      <Textarea
        label={words.why}
        required
        withAsterisk={false}
        minLength={3}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
