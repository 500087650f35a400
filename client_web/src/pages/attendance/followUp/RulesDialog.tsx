import { Checkbox, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useSetFollowUpRules } from '../../../api/followUps';
import type { FollowUpRules } from '../../../api/types';
import { FormDialog } from '../../../components/clinic/FormDialog';
import { followUp as words } from '../../../texts/clinic';
import classes from './followUp.module.css';

type Step = keyof typeof words.steps;
const STEPS = Object.entries(words.steps).map(([value, label]) => ({ value, label }));
const TIMES = [{ value: '', label: words.off }, ...[1, 2, 3, 4, 5].map((count) => ({ value: String(count), label: words.times(count) }))];

export function RulesDialog({ given, onClose }: { given: FollowUpRules; onClose: () => void }) {
  const save = useSetFollowUpRules(given.program_id);
  const [rules, setRules] = useState(given.rules);
  return (
    <FormDialog
      title={words.rulesOf(given.program)}
      submit={words.save}
      saving={save}
      onSubmit={() => save.mutate({ version: given.version, rules }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <div className={classes.pair}>
        <NativeSelect
          label={words.missed}
          data={TIMES}
          value={rules.absences ?? ''}
          onChange={(event) => setRules({ ...rules, absences: numberOf(event.currentTarget.value) })}
        />
        <NativeSelect
          label={words.proposed}
          data={STEPS}
          value={rules.absences_step}
          disabled={rules.absences === null}
          onChange={(event) => setRules({ ...rules, absences_step: event.currentTarget.value as Step })}
        />
      </div>
      <Checkbox
        label={words.excusedToo}
        checked={rules.excused_too}
        disabled={rules.absences === null}
        onChange={(event) => setRules({ ...rules, excused_too: event.currentTarget.checked })}
      />
      <div className={classes.pair}>
        <NativeSelect
          label={words.running}
          data={TIMES}
          value={rules.short_weeks ?? ''}
          onChange={(event) => setRules({ ...rules, short_weeks: numberOf(event.currentTarget.value) })}
        />
        <NativeSelect
          label={words.proposed}
          data={STEPS}
          value={rules.short_weeks_step}
          disabled={rules.short_weeks === null}
          onChange={(event) => setRules({ ...rules, short_weeks_step: event.currentTarget.value as Step })}
        />
      </div>
    </FormDialog>
  );
}

function numberOf(value: string): number | null {
  return value === '' ? null : Number(value);
}
