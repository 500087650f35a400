import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { useSplit, useSplitOffer, useSplitPreview } from '../../../api/schedule';
import type { ScheduleChoices, SplitOffer, SplitPreviewRequest } from '../../../api/types';
import { LinkButton } from '../../../components/clinic/LinkButton';
import { ProblemNotice } from '../../../components/clinic/ProblemNotice';
import { planPreview, seriesForm, splitForm as words } from '../../../texts/clinic';
import { Findings } from '../Findings';
import classes from '../Schedule.module.css';
import { Divided } from './Divided';
import { GroupPreview } from './GroupPreview';

interface Group {
  title: string;
  at: string;
  facilitator: string;
}

/** Who is in which of the two; beside it stands what saving does to either. */
export function SplitForm({ series, offer, choices }: { series: string; offer: SplitOffer; choices: ScheduleChoices }) {
  const fresh = (number: number): Group => ({ title: `${offer.title} ${number}`, at: offer.at.slice(0, 5), facilitator: '' });
  const [first, setFirst] = useState<Group>({ ...fresh(1), facilitator: offer.facilitators[0] ?? '' });
  const [second, setSecond] = useState<Group>(fresh(2));
  const [inSecond, setInSecond] = useState<ReadonlySet<string>>(new Set(secondOf(offer)));
  const [override, setOverride] = useState('');
  const [tried, setTried] = useState(false);
  const even = useSplitOffer(series, offer.from_on, second.facilitator);
  const split = useSplit(series);
  const [, navigate] = useLocation();
  const there = offer.clients.map((one) => one.person_id);
  const halves: SplitPreviewRequest = {
    from_on: offer.from_on,
    first: half(first, there.filter((one) => !inSecond.has(one)), offer.facilitators.slice(1)),
    second: half(second, there.filter((one) => inSecond.has(one)), []),
  };
  const complete = [halves.first, halves.second].every((one) => one.clients.length > 0 && one.title !== '' && one.at !== '');
  const [asked] = useDebouncedValue(JSON.stringify(halves), 400);
  const preview = useSplitPreview(series, complete ? (JSON.parse(asked) as SplitPreviewRequest) : null);
  const found = complete && asked === JSON.stringify(halves) && preview.isSuccess ? preview.data : null;
  const findings = found ? [...found.first.findings, ...found.second.findings] : [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (found === null || (findings.length > 0 && override.trim() === '')) return;
    split.mutate(
      { ...halves, version: offer.version, override: findings.length > 0 ? override.trim() : '' },
      { onSuccess: () => navigate(`/?week=${offer.from_on}`) },
    );
  };
  const staff = [{ value: '', label: words.nobody }, ...choices.facilitators.map(({ id, name }) => ({ value: id, label: name }))];
  return (
    <form className={classes.form} onSubmit={submit}>
      <div className={classes.stack}>
        <Fields title={words.groups[0]} help={words.firstHelp} group={first} staff={staff} onChange={setFirst} />
        <Fields title={words.groups[1]} help={words.secondHelp} group={second} staff={staff} onChange={setSecond} />
        <Divided
          clients={offer.clients}
          inSecond={inSecond}
          onMove={setInSecond}
          onEvenly={() => setInSecond(new Set(secondOf(even.data ?? offer)))}
        />
      </div>
      <section className={classes.preview} aria-label={planPreview.title}>
        <h2>{planPreview.title}</h2>
        <div role="status">{complete && found === null && !preview.isError && <p className={classes.dim}>{seriesForm.saving}</p>}</div>
        {!complete && <p className={classes.dim}>{words.empty}</p>}
        {complete && preview.isError && <ProblemNotice problem={preview.error} />}
        {found && <GroupPreview title={first.title} clients={halves.first.clients.length} found={found.first} />}
        {found && <GroupPreview title={second.title} clients={halves.second.clients.length} found={found.second} />}
        <Findings findings={findings} override={override} onOverride={setOverride} missing={tried} />
        {split.error && <ProblemNotice problem={split.error} />}
        <div className={classes.acts}>
          <Button type="submit" loading={split.isPending} disabled={found === null}>
            {words.save}
          </Button>
          <LinkButton variant="default" to="/">
            {seriesForm.cancel}
          </LinkButton>
        </div>
      </section>
    </form>
  );
}

function secondOf(offer: SplitOffer): string[] {
  return offer.clients.filter((one) => one.second).map((one) => one.person_id);
}

function half({ title, at, facilitator }: Group, clients: readonly string[], others: readonly string[]) {
  const facilitators = [facilitator, ...others].filter((one, index, all) => one !== '' && all.indexOf(one) === index);
  return { title: title.trim(), at: at === '' ? '' : `${at}:00`, facilitators, clients: [...clients] };
}

interface FieldsProps {
  title: string;
  help: string;
  group: Group;
  staff: { value: string; label: string }[];
  onChange: (group: Group) => void;
}

function Fields({ title, help, group, staff, onChange }: FieldsProps) {
  return (
    <fieldset className={classes.fields}>
      <legend>{title}</legend>
      <p className={classes.help}>{help}</p>
      <div className={classes.pair}>
        <TextInput
          label={words.name}
          required
          withAsterisk={false}
          maxLength={200}
          value={group.title}
          onChange={(event) => onChange({ ...group, title: event.currentTarget.value })}
        />
        <TextInput
          type="time"
          label={words.at}
          required
          withAsterisk={false}
          value={group.at}
          onChange={(event) => onChange({ ...group, at: event.currentTarget.value })}
        />
        <NativeSelect
          label={words.facilitator}
          data={staff}
          value={group.facilitator}
          onChange={(event) => onChange({ ...group, facilitator: event.currentTarget.value })}
        />
      </div>
    </fieldset>
  );
}
