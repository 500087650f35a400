import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import toggles from '../../components/clinic/toggles.module.css';
import { attendance as words } from '../../texts/clinic';
import { isDay, LONGEST_RANGE_DAYS, presetOf, presetRange, PRESETS, type DayRange } from '../../time/range';
import { daysBetween, type Day } from '../../time/zone';
import classes from './RangeFilter.module.css';

interface RangeFilterProps {
  range: DayRange;
  today: Day;
  onChange: (range: DayRange) => void;
}

/** Usual ranges in one tap; any other by its two days. */
export function RangeFilter({ range, today, onChange }: RangeFilterProps) {
  const chosen = presetOf(range, today);
  return (
    <div className={classes.filter} role="group" aria-label={words.range}>
      <div className={toggles.row}>
        {PRESETS.map((preset) => (
          <button
            key={preset}
            type="button"
            className={toggles.toggle}
            aria-pressed={preset === chosen}
            onClick={() => onChange(presetRange(preset, today))}
          >
            {words.presets[preset]}
          </button>
        ))}
      </div>
      <OwnDays key={`${range.from} ${range.to}`} range={range} onChange={onChange} />
    </div>
  );
}

function OwnDays({ range, onChange }: Omit<RangeFilterProps, 'today'>) {
  const [from, setFrom] = useState(range.from);
  const [to, setTo] = useState(range.to);
  const error = errorOf(from, to);
  const complete = isDay(from) && isDay(to);
  const changed = from !== range.from || to !== range.to;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete && error === null) onChange({ from, to });
  };
  return (
    <form className={classes.days} onSubmit={submit} noValidate>
      <TextInput
        label={words.from}
        type="date"
        size="sm"
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        label={words.to}
        type="date"
        size="sm"
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
        error={error ?? undefined}
      />
      {changed && complete && error === null && (
        <Button type="submit" variant="light" size="sm">
          {words.apply}
        </Button>
      )}
    </form>
  );
}

function errorOf(from: string, to: string): string | null {
  if (!isDay(from) || !isDay(to)) return null;
  if (to < from) return words.backwards;
  return daysBetween(from, to) >= LONGEST_RANGE_DAYS ? words.tooLong : null;
}
