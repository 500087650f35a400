import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAddShift, useHandOver } from '../../api/onCall';
import type { OnCallPlan, OnCallShift } from '../../api/types';
import { fieldError, FormDialog } from '../../components/clinic/FormDialog';
import { useStaff } from '../../components/clinic/StaffArea';
import { onCall as words } from '../../texts/clinic';
import { addDays, dayIn, instantOf } from '../../time/zone';
import classes from './people.module.css';

const MOST_WEEKS = 26;

interface ShiftDialogProps {
  plan: Pick<OnCallPlan, 'people' | 'sites'>;
  onClose: () => void;
}

/** A shift by the clock of its place; until the next day when it ends at or before the time it begins. */
export function ShiftDialog({ plan, onClose }: ShiftDialogProps) {
  const add = useAddShift();
  const own = useStaff().clinic.time_zone;
  const [person, setPerson] = useState('');
  const [site, setSite] = useState('');
  const [day, setDay] = useState(() => dayIn(own, new Date()));
  const [from, setFrom] = useState('08:00');
  const [until, setUntil] = useState('20:00');
  const [weeks, setWeeks] = useState<string | number>(1);
  const zone = plan.sites.find(({ id }) => id === site)?.time_zone ?? own;
  const save = () =>
    add.mutate(
      {
        person_id: person,
        site_id: site === '' ? null : site,
        starts_at: instantOf(zone, day, from).toISOString(),
        ends_at: instantOf(zone, until <= from ? addDays(day, 1) : day, until).toISOString(),
        weeks: Number(weeks),
      },
      { onSuccess: onClose },
    );
  return (
    <FormDialog title={words.add} submit={words.save} saving={add} onSubmit={save} onClose={onClose}>
      <People people={plan.people} label={words.person} value={person} onChange={setPerson} />
      <TextInput
        label={words.day}
        type="date"
        required
        withAsterisk={false}
        value={day}
        error={fieldError(add.error, 'starts_at')}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <div className={classes.pair}>
        <TextInput label={words.from} type="time" required withAsterisk={false} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        <TextInput
          label={words.until}
          type="time"
          required
          withAsterisk={false}
          value={until}
          description={until <= from ? words.untilHelp : undefined}
          error={fieldError(add.error, 'ends_at')}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      </div>
      {plan.sites.length > 0 && (
        <NativeSelect
          label={words.where}
          value={site}
          data={[{ value: '', label: words.everywhere }, ...plan.sites.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={(event) => setSite(event.currentTarget.value)}
        />
      )}
      <NumberInput
        label={words.weeks}
        description={words.weeksHelp}
        min={1}
        max={MOST_WEEKS}
        allowDecimal={false}
        clampBehavior="strict"
        required
        withAsterisk={false}
        value={weeks}
        onChange={setWeeks}
      />
    </FormDialog>
  );
}

interface HandOverDialogProps {
  shift: OnCallShift;
  people: OnCallPlan['people'];
  onClose: () => void;
}

export function HandOverDialog({ shift, people, onClose }: HandOverDialogProps) {
  const handOver = useHandOver(shift.id);
  const [to, setTo] = useState('');
  return (
    <FormDialog
      title={words.handOverTitle(shift.person.name)}
      submit={words.handOver}
      saving={handOver}
      onSubmit={() => handOver.mutate(to, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className={classes.note}>{words.handOverHelp}</p>
      <People people={people.filter(({ id }) => id !== shift.person.id)} label={words.handOverTo} value={to} onChange={setTo} />
    </FormDialog>
  );
}

interface PeopleProps {
  people: OnCallPlan['people'];
  label: string;
  value: string;
  onChange: (person: string) => void;
}

function People({ people, label, value, onChange }: PeopleProps) {
  return (
    <NativeSelect
      label={label}
      required
      withAsterisk={false}
      value={value}
      data={[{ value: '', label: words.choose }, ...people.map(({ id, name }) => ({ value: id, label: name }))]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
