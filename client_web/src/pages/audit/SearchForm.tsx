import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useSearchChoices } from '../../api/audit';
import type { Outcome, SearchRequest } from '../../api/types';
import { OUTCOMES } from '../../components/clinic/OutcomeChip';
import { audit, outcomes, search as words, server, sessionWords } from '../../texts/clinic';
import classes from './audit.module.css';

export type Filters = Pick<
  SearchRequest,
  'text' | 'program' | 'facilitator' | 'kind' | 'outcome' | 'flag' | 'signed'
>;
export const NO_FILTERS: Filters = {
  text: null,
  program: null,
  facilitator: null,
  kind: null,
  outcome: null,
  flag: null,
  signed: null,
};

type Kind = keyof typeof sessionWords.kind;
type Fields = Record<keyof Filters, string>;
const EMPTY: Fields = { text: '', program: '', facilitator: '', kind: '', outcome: '', flag: '', signed: '' };

/** Asks when it is sent, with Enter or the button; a filter that is chosen is asked for at once. */
export function SearchForm({ onSearch }: { onSearch: (filters: Filters) => void }) {
  const [fields, setFields] = useState(EMPTY);
  const choices = useSearchChoices();
  const ask = (next: Fields) => {
    setFields(next);
    onSearch(filtersOf(next));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(filtersOf(fields));
  };
  const select = (name: keyof Fields, label: string, options: readonly (readonly [string, string])[]) => (
    <NativeSelect
      size="sm"
      label={label}
      value={fields[name]}
      data={[{ value: '', label: audit.any }, ...options.map(([value, said]) => ({ value, label: said }))]}
      onChange={(event) => ask({ ...fields, [name]: event.currentTarget.value })}
    />
  );
  const named = (list: readonly { id: string; name: string }[] = []) => list.map(({ id, name }) => [id, name] as const);
  return (
    <form className={classes.form} role="search" aria-label={words.form} onSubmit={submit}>
      <TextInput
        className={classes.wide}
        size="sm"
        label={words.text}
        type="search"
        autoComplete="off"
        maxLength={100}
        value={fields.text}
        onChange={(event) => setFields({ ...fields, text: event.currentTarget.value })}
      />
      {select('outcome', words.outcome, outcomeChoices())}
      {select('kind', words.kind, Object.entries(sessionWords.kind))}
      {select('program', words.program, named(choices.data?.programs))}
      {select('facilitator', words.facilitator, named(choices.data?.facilitators))}
      {select('flag', words.flag, (choices.data?.flags ?? []).map((flag) => [flag, server.said(flag.replaceAll('_', ' '))] as const))}
      {select('signed', words.signed, Object.entries(words.signedChoices))}
      <div className={classes.buttons}>
        <Button type="submit" size="sm">
          {words.submit}
        </Button>
        <Button variant="subtle" size="sm" onClick={() => ask(EMPTY)}>
          {audit.clear}
        </Button>
      </div>
    </form>
  );
}

function outcomeChoices(): (readonly [string, string])[] {
  return OUTCOMES.filter((one) => one !== 'pending').map((one) => [one, outcomes[one]] as const);
}

function filtersOf(fields: Fields): Filters {
  const or = (text: string) => (text.trim() === '' ? null : text.trim());
  return {
    text: or(fields.text),
    program: or(fields.program),
    facilitator: or(fields.facilitator),
    kind: or(fields.kind) as Kind | null,
    outcome: or(fields.outcome) as Outcome | null,
    flag: or(fields.flag),
    signed: fields.signed === '' ? null : fields.signed === 'yes',
  };
}
