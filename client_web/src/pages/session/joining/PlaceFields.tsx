import { useId } from 'react';
import type { LastSaid } from '../../../api/types';
import { texts } from '../../../texts/en';
import { Choice, Problem } from './Choice';
import { moved, type Draft } from './draft';
import classes from './joining.module.css';
import { STATES } from './states';

interface PlaceFieldsProps<D> {
  draft: D;
  last: LastSaid | null;
  problem?: string | undefined;
  onChange: (draft: D) => void;
}

/** At home or elsewhere, the address in one line, and the state, which alone is needed. */
export function PlaceFields<D extends Draft>({ draft, last, problem, onChange }: PlaceFieldsProps<D>) {
  const words = texts.joining;
  const id = useId();
  return (
    <div className={classes.group}>
      <Choice
        legend={words.place}
        options={[
          [true, words.atHome],
          [false, words.another],
        ]}
        value={draft.at_home}
        problem={problem}
        onChange={(at_home) => onChange({ ...draft, ...moved(draft, at_home, last) })}
      />
      <label className={classes.field}>
        {words.address}
        <input
          autoComplete="off"
          maxLength={200}
          value={draft.address}
          aria-describedby={`${id}-help`}
          onChange={(event) => onChange({ ...draft, address: event.currentTarget.value })}
        />
      </label>
      <p id={`${id}-help`} className={classes.help}>
        {words.addressHelp}
      </p>
      <label className={classes.field}>
        {words.state}
        <select
          value={draft.state}
          aria-invalid={problem !== undefined && draft.state === ''}
          onChange={(event) => onChange({ ...draft, state: event.currentTarget.value })}
        >
          <option value="" disabled>
            {words.chooseState}
          </option>
          {STATES.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** To call back. */
export function NumberField<D extends Draft>({ draft, problem, onChange }: Omit<PlaceFieldsProps<D>, 'last'>) {
  const id = useId();
  return (
    <div className={classes.question}>
      <label className={classes.field}>
        {texts.joining.number}
        <input
          type="tel"
          autoComplete="off"
          maxLength={40}
          value={draft.phone}
          aria-invalid={problem !== undefined}
          aria-describedby={problem ? `${id}-problem` : undefined}
          onChange={(event) => onChange({ ...draft, phone: event.currentTarget.value })}
        />
      </label>
      <Problem id={`${id}-problem`}>{problem}</Problem>
    </div>
  );
}
