import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAskForCause } from '../../../api/drugScreens';
import type { ProgramDraws } from '../../../api/types';
import { fieldError, FormDialog } from '../../../components/clinic/FormDialog';
import { drugScreens as words } from '../../../texts/clinic';
import classes from '../followUp/followUp.module.css';

/** Somebody is asked beside the draw, with a reason. */
export function AddDialog({ found, onClose }: { found: ProgramDraws; onClose: () => void }) {
  const save = useAskForCause(found.program.program_id);
  const [person, setPerson] = useState('');
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={words.addTitle}
      submit={words.ask}
      saving={save}
      onSubmit={() => save.mutate({ person, reason: reason.trim() }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className={classes.lead}>{words.addHelp}</p>
      <NativeSelect
        label={words.client}
        required
        withAsterisk={false}
        value={person}
        data={[
          { value: '', label: words.choose },
          ...found.choices.map((one) => ({ value: one.person_id, label: [one.name, one.record_number].filter(Boolean).join(' · ') })),
        ]}
        onChange={(event) => setPerson(event.currentTarget.value)}
      />
      <TextInput
        label={words.reason}
        description={words.causeHelp}
        required
        withAsterisk={false}
        minLength={3}
        maxLength={120}
        value={reason}
        error={fieldError(save.error, 'reason')}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
