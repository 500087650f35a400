import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { ApiProblem } from '../../api/problem';
import { useAddToRoster, useCandidates } from '../../api/rosters';
import { FormDialog } from '../../components/clinic/FormDialog';
import { Waiting } from '../../components/clinic/Waiting';
import { rosterPlan as words } from '../../texts/clinic';
import { ReasonField } from './DecideDialog';

/** Whether the server warned, and would do it all the same. */
export function isWarning(error: Error | null): boolean {
  return error instanceof ApiProblem && error.document.code === 'warned';
}

/** One more at a session. What speaks against it is said first, and can be gone on with for the reason given. */
export function AddDialog({ session, onClose }: { session: string; onClose: () => void }) {
  const candidates = useCandidates(session);
  const add = useAddToRoster();
  const [person, setPerson] = useState('');
  const [reason, setReason] = useState('');
  const despite = isWarning(add.error);
  const choices = candidates.data ?? [];
  return (
    <FormDialog
      title={words.addTitle}
      submit={despite ? words.despite : words.add}
      saving={add}
      onSubmit={() => add.mutate({ session, person, reason: reason.trim(), instead_of: null, despite }, { onSuccess: onClose })}
      onClose={onClose}
    >
      {despite && <p>{words.despiteHelp}</p>}
      {candidates.isPending && <Waiting />}
      {candidates.isSuccess && choices.length === 0 && <p>{words.nobody}</p>}
      <NativeSelect
        label={words.who}
        required
        withAsterisk={false}
        value={person}
        data={[
          { value: '', label: words.choose, disabled: true },
          ...choices.map((one) => ({
            value: one.person_id,
            label: one.record_number === null ? one.name : `${one.name} · ${one.record_number}`,
          })),
        ]}
        onChange={(event) => {
          add.reset();
          setPerson(event.currentTarget.value);
        }}
      />
      <ReasonField error={add.error} value={reason} onChange={setReason} />
    </FormDialog>
  );
}
