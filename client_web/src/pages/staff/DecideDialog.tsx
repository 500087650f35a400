import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useDecide } from '../../api/rosters';
import { fieldError, FormDialog } from '../../components/clinic/FormDialog';
import { rosterPlan as words } from '../../texts/clinic';

interface DecideDialogProps {
  session: string;
  person: { person_id: string; name: string };
  kind: 'left_out' | 'excused';
  onClose: () => void;
}

/** Leave somebody out of one session, or excuse them from it; both for a reason. */
export function DecideDialog({ session, person, kind, onClose }: DecideDialogProps) {
  const decide = useDecide(session, person.person_id);
  const [reason, setReason] = useState('');
  const leaving = kind === 'left_out';
  return (
    <FormDialog
      title={leaving ? words.leaveOutTitle(person.name) : words.excuseTitle(person.name)}
      submit={leaving ? words.leaveOut : words.excuse}
      danger={leaving}
      saving={decide}
      onSubmit={() => decide.mutate({ kind, reason: reason.trim() }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{leaving ? words.leaveOutHelp : words.excuseHelp}</p>
      <ReasonField error={decide.error} value={reason} onChange={setReason} />
    </FormDialog>
  );
}

export function ReasonField({ error, value, onChange }: { error: Error | null; value: string; onChange: (reason: string) => void }) {
  return (
    <TextInput
      label={words.reason}
      description={words.reasonHelp}
      required
      withAsterisk={false}
      minLength={3}
      maxLength={500}
      value={value}
      error={fieldError(error, 'reason')}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
