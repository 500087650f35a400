import { NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLegalHold, useSetKeepingRule } from '../../../api/retention';
import type { Retention } from '../../../api/types';
import { fieldError, FormDialog } from '../../../components/clinic/FormDialog';
import { retentionWords as words } from '../../../texts/clinic';
import classes from './retention.module.css';

/** How long records are kept. */
export function RuleDialog({ given, onClose }: { given: Retention; onClose: () => void }) {
  const save = useSetKeepingRule();
  const [rule, setRule] = useState(given.rule);
  const years = (name: 'adult_years' | 'minor_years') => ({
    value: rule[name],
    min: 1,
    max: 50,
    required: true,
    allowDecimal: false,
    error: fieldError(save.error, `rule.${name}`),
    onChange: (value: number | string) => setRule({ ...rule, [name]: Number(value) }),
  });
  return (
    <FormDialog
      title={words.changeRule}
      submit={words.save}
      saving={save}
      onSubmit={() => save.mutate({ version: given.version, rule }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <NumberInput label={words.adultYears} withAsterisk={false} {...years('adult_years')} />
      <NumberInput label={words.minorYears} description={words.minorYearsHelp} withAsterisk={false} {...years('minor_years')} />
      <NativeSelect
        label={words.majority}
        data={['18', '19', '20', '21']}
        value={String(rule.majority)}
        onChange={(event) => setRule({ ...rule, majority: Number(event.currentTarget.value) })}
      />
    </FormDialog>
  );
}

/** A hold on whoever has that record number. */
export function HoldDialog({ onClose }: { onClose: () => void }) {
  const save = useLegalHold();
  const [number, setNumber] = useState('');
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={words.hold}
      submit={words.hold}
      saving={save}
      onSubmit={() => save.mutate({ record_number: number.trim(), reason: reason.trim() }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className={classes.lead}>{words.holdLead}</p>
      <TextInput
        label={words.recordNumber}
        required
        withAsterisk={false}
        maxLength={40}
        value={number}
        error={fieldError(save.error, 'record_number')}
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      <Reason help={words.holdReasonHelp} value={reason} error={save.error} onChange={setReason} />
    </FormDialog>
  );
}

interface ReasonProps {
  help: string;
  value: string;
  error: Error | null;
  onChange: (value: string) => void;
}

export function Reason({ help, value, error, onChange }: ReasonProps) {
  return (
    <Textarea
      label={words.reason}
      description={help}
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
