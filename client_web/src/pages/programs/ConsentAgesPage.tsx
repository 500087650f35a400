import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useConsentAges, useSetConsentAge } from '../../api/minors';
import type { ConsentAge } from '../../api/types';
import { Chip } from '../../components/clinic/Chip';
import { DenseTable } from '../../components/clinic/DenseTable';
import { fieldError, FormDialog } from '../../components/clinic/FormDialog';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { Waiting } from '../../components/clinic/Waiting';
import { consentAgeWords as words } from '../../texts/clinic';
import { STATES } from '../session/joining/states';
import { Heading } from './Heading';

const NAMES = new Map(STATES);

/** From which age minors consent alone, state by state: as shipped with its source, or as the clinic has set it. */
export function ConsentAgesPage() {
  const isAdmin = useStaff().role === 'admin';
  const found = useConsentAges();
  const [editing, setEditing] = useState<ConsentAge | 'new' | null>(null);
  return (
    <>
      <Heading current="/minors" lead={words.lead}>
        {isAdmin && <Button onClick={() => setEditing('new')}>{words.add}</Button>}
      </Heading>
      {found.isPending && <Waiting />}
      {found.isLoadingError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && (
        <DenseTable
          label={words.table}
          columns={[
            words.state,
            { words: words.substance, number: true },
            { words: words.mental, number: true },
            words.source,
            words.whose,
            ...(isAdmin ? [{ words: words.set, hidden: true }] : []),
          ]}
        >
          {found.data.map((one) => (
            <tr key={one.state}>
              <th scope="row">{NAMES.get(one.state) ?? one.state}</th>
              <td data-column={words.substance} className={table.number}>
                {one.substance_use ?? words.guardian}
              </td>
              <td data-column={words.mental} className={table.number}>
                {one.mental_health ?? words.guardian}
              </td>
              <td data-column={words.source}>{one.source}</td>
              <td data-column={words.whose}>
                <Chip tone={one.own ? 'good' : 'quiet'}>{one.own ? words.own : words.shipped}</Chip>
              </td>
              {isAdmin && (
                <td className={table.number}>
                  <Button variant="subtle" size="compact-sm" aria-label={words.setFor(NAMES.get(one.state) ?? one.state)} onClick={() => setEditing(one)}>
                    {words.set}
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </DenseTable>
      )}
      <p>{words.others}</p>
      {editing !== null && <AgesDialog ages={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </>
  );
}

function AgesDialog({ ages, onClose }: { ages: ConsentAge | null; onClose: () => void }) {
  const save = useSetConsentAge();
  const [state, setState] = useState(ages?.state ?? '');
  const [substance, setSubstance] = useState(String(ages?.substance_use ?? ''));
  const [mental, setMental] = useState(String(ages?.mental_health ?? ''));
  const [source, setSource] = useState(ages?.source ?? '');
  const age = (label: string, value: string, set: (value: string) => void) => (
    <TextInput
      type="number"
      min={0}
      max={21}
      label={label}
      description={words.ageHelp}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
  const submit = () =>
    save.mutate(
      {
        state,
        substance_use: substance === '' ? null : Number(substance),
        mental_health: mental === '' ? null : Number(mental),
        source: source.trim(),
      },
      { onSuccess: onClose },
    );
  return (
    <FormDialog title={ages === null ? words.add : words.setFor(NAMES.get(state) ?? state)} submit={words.save} saving={save} onSubmit={submit} onClose={onClose}>
      <p>{words.help}</p>
      <NativeSelect
        label={words.state}
        required
        withAsterisk={false}
        disabled={ages !== null}
        value={state}
        data={[{ value: '', label: words.choose }, ...STATES.map(([value, label]) => ({ value, label }))]}
        onChange={(event) => setState(event.currentTarget.value)}
      />
      {age(words.substance, substance, setSubstance)}
      {age(words.mental, mental, setMental)}
      <TextInput
        label={words.source}
        description={words.sourceHelp}
        maxLength={300}
        autoComplete="off"
        value={source}
        error={fieldError(save.error, 'source')}
        onChange={(event) => setSource(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
