import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { ScheduleChoices } from '../../api/types';
import toggles from '../../components/clinic/toggles.module.css';
import { repeats, schedule, seriesForm as words } from '../../texts/clinic';
import { isDay } from '../../time/range';
import { ClientChoices } from './ClientChoices';
import type { Form } from './draft';
import { WEEKDAYS, type Repeat, type Weekday } from './rule';
import classes from './Schedule.module.css';

interface FieldsProps {
  form: Form;
  choices: ScheduleChoices;
  change: (changes: Partial<Form>) => void;
}

const keysOf = <Key extends string>(labels: Readonly<Record<Key, string>>) =>
  (Object.keys(labels) as Key[]).map((value) => ({ value, label: labels[value] }));

export function WhatFields({ form, change }: FieldsProps) {
  return (
    <fieldset className={classes.group}>
      <legend>{words.what}</legend>
      <TextInput
        label={words.name}
        description={words.nameHelp}
        required
        withAsterisk={false}
        maxLength={200}
        value={form.title}
        onChange={(event) => change({ title: event.currentTarget.value })}
      />
      <div className={classes.pair}>
        <NativeSelect
          label={words.kind}
          value={form.kind}
          data={keysOf(schedule.kinds)}
          onChange={(event) => change({ kind: event.currentTarget.value as Form['kind'] })}
        />
        <TextInput
          label={words.serviceCode}
          maxLength={20}
          pattern="[A-Za-z0-9 .:\-]*"
          placeholder={words.serviceCodeHelp}
          value={form.serviceCode}
          onChange={(event) => change({ serviceCode: event.currentTarget.value })}
        />
      </div>
      <TextInput
        label={words.topic}
        placeholder={words.topicHelp}
        maxLength={200}
        value={form.topic}
        onChange={(event) => change({ topic: event.currentTarget.value })}
      />
    </fieldset>
  );
}

export function WhenFields({ form, choices, change, changes }: FieldsProps & { changes: boolean }) {
  const { repeat, days, every, rule } = form.pattern;
  const pattern = (part: Partial<Form['pattern']>) => change({ pattern: { ...form.pattern, ...part } });
  const flip = (day: Weekday) =>
    pattern({ days: days.includes(day) ? days.filter((one) => one !== day) : [...days, day] });
  const kinds = keysOf(words.repeatKinds).filter(({ value }) => !changes || value !== 'once');
  const zone = choices.sites.find((one) => one.id === form.site)?.time_zone;
  const text = (label: string, name: 'first' | 'last' | 'at' | 'minutes' | 'breakMinutes', type: string, more: object = {}) => (
    <TextInput
      label={label}
      type={type}
      required
      withAsterisk={false}
      value={form[name]}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
      {...more}
    />
  );
  return (
    <fieldset className={classes.group}>
      <legend>{words.when}</legend>
      <div className={classes.pair}>
        <NativeSelect
          label={words.repeats}
          value={repeat}
          data={kinds}
          onChange={(event) => pattern({ repeat: event.currentTarget.value as Repeat })}
        />
        {repeat === 'weekly' && (
          <TextInput
            label={words.every}
            type="number"
            min={1}
            max={26}
            value={every}
            onChange={(event) => pattern({ every: Math.max(1, Math.trunc(Number(event.currentTarget.value)) || 1) })}
          />
        )}
      </div>
      {repeat === 'weekly' && (
        <div role="group" aria-label={words.days}>
          <p className={classes.label}>{words.days}</p>
          <div className={toggles.row}>
            {WEEKDAYS.map((day, index) => (
              <button key={day} type="button" className={toggles.toggle} aria-pressed={days.includes(day)} onClick={() => flip(day)}>
                {repeats.shortDays[index]}
              </button>
            ))}
          </div>
          {days.length === 0 && (
            <p className={classes.error} role="alert">
              {words.daysMissing}
            </p>
          )}
        </div>
      )}
      {repeat === 'rule' && (
        <TextInput
          label={words.rule}
          description={words.ruleHelp}
          maxLength={300}
          value={rule}
          onChange={(event) => pattern({ rule: event.currentTarget.value })}
        />
      )}
      <div className={classes.pair}>
        {text(repeat === 'once' ? words.day : changes ? words.from : words.first, 'first', 'date', { readOnly: changes })}
        {repeat !== 'once' && text(words.last, 'last', 'date', {
          min: form.first,
          error: isDay(form.first) && isDay(form.last) && form.last < form.first && words.lastBeforeFirst,
        })}
      </div>
      <div className={classes.pair}>
        {text(words.at, 'at', 'time')}
        {text(words.minutes, 'minutes', 'number', { min: 5, max: 720 })}
        {text(words.breakMinutes, 'breakMinutes', 'number', { min: 0, max: 240 })}
      </div>
      {zone !== undefined && <p className={classes.dim}>{words.zone(zone)}</p>}
    </fieldset>
  );
}

export function WhoFields({ form, choices, change }: FieldsProps) {
  const flip = (id: string) =>
    change({
      facilitators: form.facilitators.includes(id)
        ? form.facilitators.filter((one) => one !== id)
        : [...form.facilitators, id],
    });
  const tracks = choices.tracks.filter((one) => one.program === form.program);
  return (
    <fieldset className={classes.group}>
      <legend>{words.who}</legend>
      <div role="group" aria-label={words.facilitators}>
        <p className={classes.label}>{words.facilitators}</p>
        <div className={toggles.row}>
          {choices.facilitators.map((one) => (
            <button
              key={one.id}
              type="button"
              className={toggles.toggle}
              aria-pressed={form.facilitators.includes(one.id)}
              onClick={() => flip(one.id)}
            >
              {one.name}
            </button>
          ))}
        </div>
      </div>
      <div className={classes.pair}>
        <NativeSelect
          label={words.program}
          value={form.program}
          data={[{ value: '', label: words.noProgram }, ...choices.programs.map((one) => ({ value: one.id, label: one.name }))]}
          onChange={(event) => {
            const program = event.currentTarget.value;
            change({ program, track: '', ...(program === '' && { expects: 'named' }) });
          }}
        />
        {tracks.length > 0 && (
          <NativeSelect
            label={words.track}
            value={form.track}
            data={[{ value: '', label: words.allTracks }, ...tracks.map((one) => ({ value: one.id, label: one.name }))]}
            onChange={(event) => change({ track: event.currentTarget.value })}
          />
        )}
      </div>
      <NativeSelect
        label={words.expects}
        value={form.expects}
        data={[
          { value: 'enrolled', label: words.expectsEnrolled, disabled: form.program === '' },
          { value: 'named', label: words.expectsNamed },
        ]}
        onChange={(event) => change({ expects: event.currentTarget.value === 'named' ? 'named' : 'enrolled' })}
      />
      {form.expects === 'named' && (
        <ClientChoices all={choices.clients} chosen={form.clients} onChange={(clients) => change({ clients })} />
      )}
    </fieldset>
  );
}

export function WhereFields({ form, choices, change }: FieldsProps) {
  return (
    <fieldset className={classes.group}>
      <legend>{words.where}</legend>
      <div className={classes.pair}>
        {choices.sites.length > 0 && (
          <NativeSelect
            label={words.site}
            value={form.site}
            data={[{ value: '', label: words.noSite }, ...choices.sites.map((one) => ({ value: one.id, label: one.name }))]}
            onChange={(event) => change({ site: event.currentTarget.value })}
          />
        )}
        <NativeSelect
          label={words.setting}
          value={form.setting}
          data={keysOf(schedule.settings)}
          onChange={(event) => change({ setting: event.currentTarget.value as Form['setting'] })}
        />
      </div>
      <Checkbox label={words.guests} checked={form.guests} onChange={(event) => change({ guests: event.currentTarget.checked })} />
    </fieldset>
  );
}
