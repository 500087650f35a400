import { TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Finding } from '../../api/types';
import { planPreview as words } from '../../texts/clinic';
import { monthAndDay, type Day } from '../../time/zone';
import classes from './Schedule.module.css';

const MOST_DAYS = 3;
const MOST_NAMES = 4;

interface FindingsProps {
  findings: readonly Finding[];
  override: string;
  onOverride: (reason: string) => void;
  /** Saving was tried without a reason. */
  missing: boolean;
}

/** What stands against a plan, and why it is to be so all the same. */
export function Findings({ findings, override, onOverride, missing }: FindingsProps) {
  if (findings.length === 0) return null;
  return (
    <section className={classes.against} aria-label={words.against}>
      <h3 className={classes.small}>
        <IconAlertTriangle size={18} aria-hidden /> {words.against}
      </h3>
      <ul>
        {grouped(findings).map((alike) => (
          <li key={`${alike[0].against} ${alike[0].person ?? ''} ${alike[0].other} ${alike[0].days[0] ?? ''}`}>
            {sentence(alike[0], peopleInWords(alike))}
          </li>
        ))}
      </ul>
      <TextInput
        label={words.override}
        description={words.overrideHelp}
        maxLength={300}
        value={override}
        error={missing && override.trim() === '' ? words.override : undefined}
        onChange={(event) => onOverride(event.currentTarget.value)}
      />
    </section>
  );
}

type Alike = readonly [Finding, ...Finding[]];

/** Whoever is in the same session on the same days is one line, not one each. */
export function grouped(findings: readonly Finding[]): readonly Alike[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const one of findings) {
    const { against, other, days } = one;
    const key = JSON.stringify([against, other, days, against === 'elsewhere' || one.person]);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

/** Staff first: without them there is no session. */
function peopleInWords(alike: Alike): string {
  const ordered = [...alike.filter((one) => !one.client), ...alike.filter((one) => one.client)];
  const names = ordered.map((one) => one.person ?? words.somebody);
  return words.people(names.slice(0, MOST_NAMES), Math.max(0, names.length - MOST_NAMES));
}

function sentence({ against, days, other, expected, cap, states }: Finding, who: string): string {
  const on = daysInWords(days);
  switch (against) {
    case 'no_facilitator':
      return words.noFacilitator;
    case 'nobody_expected':
      return words.nobodyExpected;
    case 'elsewhere':
      return words.elsewhere(who, other, on);
    case 'holiday':
      return words.holiday(other, on);
    case 'licence':
      return words.licence(who, states.join(', '), on);
    case 'over_cap':
      return words.overCap(expected, cap);
  }
}

export function daysInWords(days: readonly Day[]): string {
  return words.days(days.slice(0, MOST_DAYS).map(monthAndDay), Math.max(0, days.length - MOST_DAYS));
}
