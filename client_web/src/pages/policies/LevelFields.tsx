import { Button, TextInput } from '@mantine/core';
import { policyForm as words } from '../../texts/clinic';
import classes from './Policies.module.css';
import { NumberField } from './RuleField';
import type { Level } from './rules';

interface LevelFieldsProps {
  levels: readonly Level[];
  error?: string | undefined;
  disabled: boolean;
  onChange: (levels: readonly Level[]) => void;
}

const MOST_LEVELS = 20;
const HOURS_A_WEEK = 168;

/** Hours a week, a row for each level of care. */
export function LevelFields({ levels, error, disabled, onChange }: LevelFieldsProps) {
  const change = (index: number, part: Partial<Level>) =>
    onChange(levels.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <fieldset className={classes.levels} disabled={disabled}>
      <legend>{words.labels.weekly_hours}</legend>
      {levels.map((one, index) => (
        <div key={index} className={classes.level}>
          <TextInput
            label={words.level}
            maxLength={40}
            value={one.level}
            onChange={(event) => change(index, { level: event.currentTarget.value })}
          />
          <NumberField
            label={words.least}
            value={one.least}
            most={HOURS_A_WEEK}
            onChange={(least) => change(index, { least })}
          />
          <NumberField
            label={words.most}
            value={one.most}
            most={HOURS_A_WEEK}
            onChange={(most) => change(index, { most })}
          />
          <Button
            variant="subtle"
            color="red"
            size="compact-md"
            disabled={disabled}
            aria-label={words.removeLevel(one.level)}
            onClick={() => onChange(levels.filter((_, at) => at !== index))}
          >
            {words.remove}
          </Button>
        </div>
      ))}
      <p className={classes.dim}>{words.mostHelp}</p>
      {error !== undefined && <p className={classes.error}>{error}</p>}
      <div>
        <Button
          variant="default"
          size="compact-md"
          disabled={disabled || levels.length >= MOST_LEVELS}
          onClick={() => onChange([...levels, { level: '', least: 0, most: 0 }])}
        >
          {words.addLevel}
        </Button>
      </div>
    </fieldset>
  );
}
