import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState, type FormEvent } from 'react';
import { usePreview } from '../../api/schedule';
import type { ScheduleChoices, SeriesDraft } from '../../api/types';
import { LinkButton } from '../../components/clinic/LinkButton';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { planPreview, seriesForm as words } from '../../texts/clinic';
import { draftOf, type Form } from './draft';
import { Findings } from './Findings';
import { PlanPreview } from './PlanPreview';
import classes from './Schedule.module.css';
import { WhatFields, WhenFields, WhereFields, WhoFields } from './SeriesFields';

interface SeriesFormProps {
  start: Form;
  choices: ScheduleChoices;
  follows: string | null;
  saving: boolean;
  problem: Error | null;
  onSave: (draft: SeriesDraft, override: string) => void;
}

/** Beside what one writes stands what saving it would do, and what stands against it. */
export function SeriesForm({ start, choices, follows, saving, problem, onSave }: SeriesFormProps) {
  const [form, setForm] = useState(start);
  const [override, setOverride] = useState('');
  const [tried, setTried] = useState(false);
  const draft = draftOf(form);
  const [asked] = useDebouncedValue(JSON.stringify(draft), 400);
  const preview = usePreview(JSON.parse(asked) as SeriesDraft | null, follows);
  const looked = draft !== null && asked === JSON.stringify(draft) && preview.isSuccess;
  const findings = (looked && preview.data.findings) || [];
  const change = (changes: Partial<Form>) => setForm({ ...form, ...changes });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (draft === null || !looked || (findings.length > 0 && override.trim() === '')) return;
    onSave(draft, findings.length > 0 ? override.trim() : '');
  };
  const fields = { form, choices, change };
  return (
    <form className={classes.form} onSubmit={submit}>
      <div>
        <WhatFields {...fields} />
        <WhenFields {...fields} changes={follows !== null} />
        <WhoFields {...fields} />
        <WhereFields {...fields} />
      </div>
      <section className={classes.preview} aria-label={planPreview.title}>
        <h2>{planPreview.title}</h2>
        <div role="status">{draft !== null && !looked && !preview.isError && <p className={classes.dim}>{words.saving}</p>}</div>
        {draft === null && <p className={classes.dim}>{words.incomplete}</p>}
        {draft !== null && preview.isError && <ProblemNotice problem={preview.error} />}
        {looked && <PlanPreview draft={draft} found={preview.data} />}
        <Findings findings={findings} override={override} onOverride={setOverride} missing={tried} />
        {problem && <ProblemNotice problem={problem} />}
        <div className={classes.acts}>
          <Button type="submit" loading={saving} disabled={!looked}>
            {words.save}
          </Button>
          <LinkButton variant="default" to="/">
            {words.cancel}
          </LinkButton>
        </div>
      </section>
    </form>
  );
}
