import { Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useMarkScreen } from '../../../api/drugScreens';
import type { DrugScreen } from '../../../api/types';
import { fieldError, FormDialog } from '../../../components/clinic/FormDialog';
import { drugScreens as words } from '../../../texts/clinic';
import classes from '../followUp/followUp.module.css';

type State = DrugScreen['state'];

/** Collected, refused or excused; what was said before can be corrected, with a reason, and stays in the history. */
export function MarkDialog({ of, onClose }: { of: DrugScreen; onClose: () => void }) {
  const save = useMarkScreen(of);
  const changes = of.history.length > 0;
  const states = (['collected', 'refused', 'excused', ...(changes ? (['open'] as const) : [])] as const).filter((one) => one !== of.state);
  const [state, setState] = useState<State>(states[0] ?? 'collected');
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={words.markOf(of.legal_name)}
      submit={words.save}
      saving={save}
      onSubmit={() => save.mutate({ state, reason: reason.trim() }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Radio.Group label={words.state} value={state} onChange={(value) => setState(value as State)}>
        <div className={classes.choices}>
          {states.map((one) => (
            <Radio key={one} value={one} label={words.states[one]} />
          ))}
        </div>
      </Radio.Group>
      {(changes || state === 'excused') && (
        <TextInput
          label={words.reason}
          description={words.reasonHelp}
          required
          withAsterisk={false}
          maxLength={120}
          value={reason}
          error={fieldError(save.error, 'reason')}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
    </FormDialog>
  );
}
