import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { seenOf, useSubstitute } from '../../api/schedule';
import type { SessionPlan } from '../../api/types';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { planPreview, sessionPanel as words } from '../../texts/clinic';
import classes from './Schedule.module.css';

type Choice = NonNullable<SessionPlan['substitutes']>[number];
const AT_ONCE = 6;

/** Who could run this session instead. Whoever is free takes one tap; somebody who is not, a reason as well. */
export function Substitutes({ plan, choices }: { plan: SessionPlan; choices: readonly Choice[] }) {
  const give = useSubstitute(plan.id);
  const [instead, setInstead] = useState(plan.facilitators[0]?.id ?? '');
  const [asked, setAsked] = useState<Choice | null>(null);
  const [reason, setReason] = useState('');
  const [all, setAll] = useState(false);
  const insteadOf = plan.facilitators.some((one) => one.id === instead) ? instead : null;
  const choose = (facilitator: string, override: string) =>
    give.mutate({ seen: seenOf(plan), facilitator, instead_of: insteadOf, override }, { onSuccess: () => setAsked(null) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (asked !== null && reason.trim() !== '') choose(asked.id, reason.trim());
  };
  const shown = all ? choices : choices.slice(0, AT_ONCE);
  return (
    <section className={classes.part} aria-label={words.substitute}>
      <h3 className={classes.small}>{words.substitute}</h3>
      <p className={classes.help}>{choices.length === 0 ? words.nobodyElse : words.substituteHelp}</p>
      {give.isError && <ProblemNotice problem={give.error} />}
      {plan.facilitators.length > 1 && (
        <NativeSelect
          mb={10}
          aria-label={words.substitute}
          value={instead}
          data={[
            ...plan.facilitators.map((one) => ({ value: one.id, label: words.insteadOf(one.name) })),
            { value: '', label: words.addFacilitator },
          ]}
          onChange={(event) => setInstead(event.currentTarget.value)}
        />
      )}
      <ul className={classes.choices}>
        {shown.map((one) => (
          <li key={one.id}>
            <Button
              size="compact-md"
              variant={one.free ? 'light' : 'default'}
              loading={give.isPending && give.variables.facilitator === one.id}
              onClick={() => (one.free ? choose(one.id, '') : setAsked(one))}
            >
              <span className="visually-hidden">{words.giveTo(one.name)}</span>
              <span aria-hidden>{one.name}</span>
              <span>&nbsp;· {one.free ? words.free : words.busy}</span>
            </Button>
          </li>
        ))}
        {choices.length > shown.length && (
          <li>
            <Button size="compact-md" variant="subtle" onClick={() => setAll(true)}>
              +{choices.length - shown.length}
            </Button>
          </li>
        )}
      </ul>
      {asked !== null && (
        <form className={classes.stack} onSubmit={submit}>
          <TextInput
            mt={12}
            label={words.busyWhy(asked.name)}
            description={planPreview.overrideHelp}
            required
            withAsterisk={false}
            maxLength={300}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <div>
            <Button type="submit" loading={give.isPending}>
              {words.giveTo(asked.name)}
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}
