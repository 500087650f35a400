import { Checkbox, NumberInput, Radio } from '@mantine/core';
import { useState } from 'react';
import { useSetDrawRule } from '../../../api/drugScreens';
import type { ProgramDrawRule } from '../../../api/types';
import { fieldError, FormDialog } from '../../../components/clinic/FormDialog';
import { drugScreens as words } from '../../../texts/clinic';
import classes from '../followUp/followUp.module.css';

/** A program's rule; it holds from the next draw on. */
export function RuleDialog({ given, onClose }: { given: ProgramDrawRule; onClose: () => void }) {
  const save = useSetDrawRule(given.program_id);
  const [rule, setRule] = useState(given.rule);
  const [by, setBy] = useState(given.rule.share === null ? 'number' : 'share');
  const [count, setCount] = useState(given.rule.share ?? given.rule.how_many ?? 1);
  const submit = () => {
    const size = by === 'share' ? { how_many: null, share: count } : { how_many: count, share: null };
    save.mutate({ version: given.version, rule: { ...rule, ...size } }, { onSuccess: onClose });
  };
  return (
    <FormDialog title={words.ruleOf(given.program)} submit={words.save} saving={save} onSubmit={submit} onClose={onClose}>
      <Checkbox label={words.on} checked={rule.on} onChange={(event) => setRule({ ...rule, on: event.currentTarget.checked })} />
      {rule.on && (
        <>
          <Radio.Group label={words.size} value={by} onChange={setBy}>
            <div className={classes.choices}>
              <Radio value="number" label={words.byNumber} />
              <Radio value="share" label={words.byShare} />
            </div>
          </Radio.Group>
          <NumberInput
            label={by === 'share' ? words.percent : words.number}
            required
            withAsterisk={false}
            allowDecimal={false}
            min={1}
            max={by === 'share' ? 100 : 200}
            value={count}
            error={fieldError(save.error, 'rule.how_many')}
            onChange={(value) => setCount(Number(value) || 1)}
          />
          <NumberInput
            label={words.every}
            description={words.everyHelp}
            allowDecimal={false}
            min={1}
            max={52}
            value={rule.at_least_every ?? ''}
            onChange={(value) => setRule({ ...rule, at_least_every: value === '' ? null : Number(value) })}
          />
          <Checkbox.Group
            label={words.days}
            value={rule.days.map(String)}
            error={fieldError(save.error, 'rule.days')}
            onChange={(days) => setRule({ ...rule, days: days.map(Number).sort() })}
          >
            <div className={classes.choices}>
              {words.weekdays.map((day, number) => (
                <Checkbox key={day} value={String(number)} label={day} />
              ))}
            </div>
          </Checkbox.Group>
          <Checkbox
            label={words.itself}
            description={words.itselfHelp}
            checked={rule.by_itself}
            onChange={(event) => setRule({ ...rule, by_itself: event.currentTarget.checked })}
          />
        </>
      )}
    </FormDialog>
  );
}
