import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSaveProgram } from '../../api/programs';
import type { ProgramDetail, Programs } from '../../api/types';
import { fieldError, FormDialog } from '../../components/clinic/FormDialog';
import { programWords as words } from '../../texts/clinic';
import { isOutside } from './levels';
import classes from './programs.module.css';

interface ProgramDialogProps {
  offered: Programs;
  /** null: a new one. */
  program: ProgramDetail | null;
  onClose: () => void;
}

export function ProgramDialog({ offered, program, onClose }: ProgramDialogProps) {
  const save = useSaveProgram(program?.id ?? null);
  const [name, setName] = useState(program?.name ?? '');
  const [level, setLevel] = useState(program?.level_of_care ?? '2.1');
  const [hours, setHours] = useState(String(program?.weekly_hours ?? ''));
  const [weeks, setWeeks] = useState(String(program?.weeks ?? ''));
  const [site, setSite] = useState(program?.site_id ?? '');
  const [states, setStates] = useState(program?.states.join(', ') ?? '');
  const [least, setLeast] = useState(String(program?.least_age ?? ''));
  const [most, setMost] = useState(String(program?.most_age ?? ''));
  const [closed, setClosed] = useState(program?.closed ?? false);
  const usual = offered.levels.find((one) => one.name === level);
  const submit = () =>
    save.mutate(
      {
        name: name.trim(),
        level_of_care: level,
        weekly_hours: Number(hours),
        weeks: numberOrNull(weeks),
        site_id: site === '' ? null : site,
        states: states.split(/[\s,;]+/).filter((one) => one !== ''),
        least_age: numberOrNull(least),
        most_age: numberOrNull(most),
        closed,
      },
      { onSuccess: onClose },
    );
  const levels = offered.levels.map((one) => one.name);
  if (program && !levels.includes(program.level_of_care)) levels.push(program.level_of_care);
  const sites = offered.sites.filter((one) => !one.closed || one.id === program?.site_id);
  const number = (label: string, value: string, set: (value: string) => void, more: object) => (
    <TextInput type="number" label={label} value={value} onChange={(event) => set(event.currentTarget.value)} {...more} />
  );
  return (
    <FormDialog
      title={program ? words.editFor(program.name) : words.add}
      submit={words.save}
      saving={save}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label={words.name}
        required
        withAsterisk={false}
        minLength={2}
        maxLength={100}
        autoComplete="off"
        value={name}
        error={fieldError(save.error, 'name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={words.levelOfCare}
        description={usual && words.usual(usual.least_hours, usual.most_hours)}
        value={level}
        data={levels.map((one) => ({ value: one, label: words.level(one) }))}
        error={fieldError(save.error, 'level_of_care')}
        onChange={(event) => setLevel(event.currentTarget.value)}
      />
      {number(words.weeklyHours, hours, setHours, { required: true, withAsterisk: false, min: 0, max: 60, step: 0.25 })}
      {hours !== '' && usual && isOutside(Number(hours), usual) && (
        <p role="status" className={classes.warning}>
          {words.outside}
        </p>
      )}
      {number(words.weeks, weeks, setWeeks, { min: 1, max: 104, description: words.weeksHelp })}
      {sites.length > 0 && (
        <NativeSelect
          label={words.site}
          value={site}
          data={[{ value: '', label: words.noSite }, ...sites.map((one) => ({ value: one.id, label: one.name }))]}
          error={fieldError(save.error, 'site_id')}
          onChange={(event) => setSite(event.currentTarget.value)}
        />
      )}
      <TextInput
        label={words.states}
        description={words.statesHelp}
        autoComplete="off"
        maxLength={240}
        value={states}
        error={fieldError(save.error, 'states')}
        onChange={(event) => setStates(event.currentTarget.value)}
      />
      <div className={classes.pair}>
        {number(words.leastAge, least, setLeast, { min: 0, max: 120, description: words.agesHelp })}
        {number(words.mostAge, most, setMost, {
          min: 0,
          max: 120,
          description: words.agesHelp,
          error: fieldError(save.error, 'most_age'),
        })}
      </div>
      {program && (
        <Checkbox label={words.closeIt} checked={closed} onChange={(event) => setClosed(event.currentTarget.checked)} />
      )}
    </FormDialog>
  );
}

function numberOrNull(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}
