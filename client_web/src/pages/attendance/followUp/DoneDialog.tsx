import { Radio, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useFollowUpDone } from '../../../api/followUps';
import type { FollowUp } from '../../../api/types';
import { fieldError, FormDialog } from '../../../components/clinic/FormDialog';
import { followUp as words } from '../../../texts/clinic';
import classes from './followUp.module.css';

type Step = FollowUp['step'];
type Choice = Step | 'other' | 'not_needed';
const STEPS = Object.keys(words.steps) as Step[];

/** What somebody did; the proposed step is chosen, and can be another, or none with a reason. */
export function DoneDialog({ one, onClose }: { one: FollowUp; onClose: () => void }) {
  const save = useFollowUpDone();
  const [choice, setChoice] = useState<Choice>(one.step);
  const [note, setNote] = useState('');
  const unneeded = choice === 'not_needed';
  return (
    <FormDialog
      title={words.dialog(one.legal_name)}
      submit={words.save}
      saving={save}
      onSubmit={() =>
        save.mutate(
          {
            person_id: one.person_id,
            kind: one.kind,
            week: one.week,
            outcome: unneeded ? 'not_needed' : 'done',
            step: choice === 'other' || choice === 'not_needed' ? null : choice,
            note: note.trim(),
          },
          { onSuccess: onClose },
        )
      }
      onClose={onClose}
    >
      <Radio.Group label={words.step} value={choice} onChange={(value) => setChoice(value as Choice)}>
        <div className={classes.choices}>
          {STEPS.map((step) => (
            <Radio key={step} value={step} label={words.steps[step]} />
          ))}
          <Radio value="other" label={words.other} />
          <Radio value="not_needed" label={words.notNeeded} />
        </div>
      </Radio.Group>
      <Textarea
        label={words.note}
        description={unneeded ? words.noteWhy : words.noteHelp}
        required={unneeded || choice === 'other'}
        withAsterisk={false}
        maxLength={500}
        value={note}
        error={fieldError(save.error, 'note')}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
