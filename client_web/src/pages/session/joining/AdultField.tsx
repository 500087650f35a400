import { texts } from '../../../texts/en';
import { Choice } from './Choice';
import type { Draft } from './draft';
import classes from './joining.module.css';

interface AdultFieldProps<D> {
  draft: D;
  problem: string | undefined;
  onChange: (draft: D) => void;
}

/** Of a minor: which adult is reachable now. */
export function AdultField<D extends Pick<Draft, 'adult' | 'adult_name' | 'adult_phone'>>({ draft, problem, onChange }: AdultFieldProps<D>) {
  const words = texts.joining;
  const field = (name: 'adult_name' | 'adult_phone', label: string, more: object) => (
    <label className={classes.field}>
      {label}
      <input
        autoComplete="off"
        value={draft[name]}
        aria-invalid={problem !== undefined && draft[name].trim() === ''}
        onChange={(event) => onChange({ ...draft, [name]: event.currentTarget.value })}
        {...more}
      />
    </label>
  );
  return (
    <div className={classes.group}>
      <Choice
        legend={words.adult}
        options={[
          [true, words.adultThere],
          [false, words.adultNobody],
        ]}
        value={draft.adult}
        problem={problem}
        onChange={(adult) => onChange({ ...draft, adult })}
      />
      {draft.adult === true && (
        <>
          {field('adult_name', words.adultName, { maxLength: 100 })}
          {field('adult_phone', words.adultPhone, { type: 'tel', maxLength: 40 })}
        </>
      )}
    </div>
  );
}
