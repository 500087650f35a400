import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { policyForm as words, sessionWords } from '../../texts/clinic';
import { LevelFields } from './LevelFields';
import classes from './Policies.module.css';
import type { Level, Rule } from './rules';

export interface FieldProps {
  rule: Rule;
  value: unknown;
  error?: string | undefined;
  disabled?: boolean;
  onChange: (value: unknown) => void;
}

type Unit = keyof typeof words.units;
type SessionKind = keyof typeof sessionWords.kind;

/** In which unit a number is typed, and how much of what is stored that is. */
const NUMBERS: Partial<Record<Rule, { unit: Unit; of: number; most: number }>> = {
  present_percent: { unit: 'percent', of: 1, most: 100 },
  partial_percent: { unit: 'percent', of: 1, most: 100 },
  present_minutes: { unit: 'minutes', of: 1, most: 1440 },
  partial_minutes: { unit: 'minutes', of: 1, most: 1440 },
  grace_ms: { unit: 'minutes', of: 60_000, most: 180 },
  staff_gap_ms: { unit: 'seconds', of: 1000, most: 3600 },
  ask_again_days: { unit: 'days', of: 1, most: 366 },
  day_minutes: { unit: 'minutes', of: 1, most: 1440 },
  group_cap: { unit: 'clients', of: 1, most: 500 },
  clients_per_staff: { unit: 'clients', of: 1, most: 500 },
  sign_within_hours: { unit: 'hours', of: 1, most: 8784 },
};
const KINDS = Object.keys(sessionWords.kind) as SessionKind[];

/** The input of one rule, by what kind of value it has. */
export function RuleField(props: FieldProps) {
  const { rule, value, error, disabled = false, onChange } = props;
  const label = words.labels[rule];
  switch (rule) {
    case 'counting_kinds':
      return <Kinds {...props} />;
    case 'weekly_hours':
      return <LevelFields levels={value as Level[]} error={error} disabled={disabled} onChange={onChange} />;
    case 'week_starts_on':
      return (
        <NativeSelect
          className={classes.number}
          label={label}
          error={error}
          disabled={disabled}
          value={String(value)}
          data={words.weekdays.map((day, index) => ({ value: String(index), label: day }))}
          onChange={(event) => onChange(Number(event.currentTarget.value))}
        />
      );
    case 'cosignature':
      return (
        <NativeSelect
          className={classes.number}
          label={label}
          error={error}
          disabled={disabled}
          value={value as string}
          data={Object.entries(words.cosignatures).map(([one, said]) => ({ value: one, label: said }))}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
  const number = NUMBERS[rule];
  if (number === undefined) {
    return (
      <Checkbox
        label={label}
        error={error}
        disabled={disabled}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  return (
    <NumberField
      label={`${label} (${words.units[number.unit]})`}
      help={words.help[rule]}
      value={value === null ? null : (value as number) / number.of}
      most={number.most}
      error={error}
      disabled={disabled}
      onChange={(typed) => onChange(typed === null ? null : typed * number.of)}
    />
  );
}

interface NumberFieldProps {
  label: string;
  help?: string | undefined;
  value: number | null;
  most: number;
  error?: string | undefined;
  disabled?: boolean;
  onChange: (value: number | null) => void;
}

/** A whole number; null while what is typed is none. */
export function NumberField({ label, help, value, most, error, disabled = false, onChange }: NumberFieldProps) {
  return (
    <TextInput
      className={classes.number}
      label={label}
      description={help}
      type="number"
      min={0}
      max={most}
      step={1}
      inputMode="numeric"
      disabled={disabled}
      value={value ?? ''}
      error={error ?? (value === null ? words.number : undefined)}
      onChange={(event) => {
        const typed = event.currentTarget.valueAsNumber;
        onChange(Number.isInteger(typed) && typed >= 0 && typed <= most ? typed : null);
      }}
    />
  );
}

function Kinds({ rule, value, error, disabled = false, onChange }: FieldProps) {
  const counting = value as readonly string[];
  return (
    <fieldset className={classes.kinds} disabled={disabled}>
      <legend>{words.labels[rule]}</legend>
      {KINDS.map((kind) => (
        <Checkbox
          key={kind}
          label={sessionWords.kind[kind]}
          checked={counting.includes(kind)}
          onChange={(event) => {
            const checked = event.currentTarget.checked;
            onChange(KINDS.filter((one) => (one === kind ? checked : counting.includes(one))));
          }}
        />
      ))}
      {error !== undefined && <p className={classes.error}>{error}</p>}
    </fieldset>
  );
}
