import { useId, type ReactNode } from 'react';
import classes from './joining.module.css';

interface ChoiceProps {
  legend: string;
  /** What each value is called, in order. */
  options: readonly (readonly [value: boolean, label: string])[];
  value: boolean | null;
  problem: string | undefined;
  onChange: (value: boolean) => void;
  /** What is to be read before one chooses. */
  children?: ReactNode;
}

/** A question with two answers, each a large target. */
export function Choice({ legend, options, value, problem, onChange, children }: ChoiceProps) {
  const id = useId();
  return (
    <fieldset className={classes.question} aria-describedby={problem ? `${id}-problem` : undefined}>
      <legend>{legend}</legend>
      {children}
      <div className={classes.options}>
        {options.map(([option, label]) => (
          <label key={label} className={classes.option}>
            <input type="radio" name={id} checked={value === option} aria-invalid={problem !== undefined} onChange={() => onChange(option)} />
            {label}
          </label>
        ))}
      </div>
      <Problem id={`${id}-problem`}>{problem}</Problem>
    </fieldset>
  );
}

export function Problem({ id, children }: { id: string; children: string | undefined }) {
  if (!children) return null;
  return (
    <p id={id} className={classes.problem}>
      {children}
    </p>
  );
}
