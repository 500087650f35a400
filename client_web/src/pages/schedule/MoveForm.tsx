import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useId, useState, type FormEvent } from 'react';
import { seenOf, useMove, useMovePreview } from '../../api/schedule';
import type { SessionPlan } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { seriesForm, sessionPanel as words } from '../../texts/clinic';
import { isDay } from '../../time/range';
import { wallTime } from '../../time/zone';
import { Findings } from './Findings';
import classes from './Schedule.module.css';

const LEAST_MINUTES = 5;
const MOST_MINUTES = 720;

/** Another day, time, length, title or topic for this one session. */
export function MoveForm({ plan, onBack, onDone }: { plan: SessionPlan; onBack: () => void; onDone: () => void }) {
  const form = useId();
  const starts = new Date(plan.starts_at);
  const [seen] = useState(() => seenOf(plan));
  const [day, setDay] = useState(plan.day);
  const [at, setAt] = useState(wallTime(plan.time_zone, starts));
  const [minutes, setMinutes] = useState(String((Date.parse(plan.ends_at) - starts.getTime()) / 60_000));
  const [title, setTitle] = useState(plan.title);
  const [topic, setTopic] = useState(plan.topic);
  const [override, setOverride] = useState('');
  const [tried, setTried] = useState(false);
  const move = useMove(plan.id);

  const lasts = Number(minutes);
  const possible = isDay(day) && at !== '' && Number.isInteger(lasts) && lasts >= LEAST_MINUTES && lasts <= MOST_MINUTES;
  const to = { day, at, minutes: lasts, title: title.trim(), topic: topic.trim() };
  const elsewhen = day !== plan.day || at !== wallTime(plan.time_zone, starts) || lasts * 60_000 !== Date.parse(plan.ends_at) - starts.getTime();
  const [asked] = useDebouncedValue(JSON.stringify(possible && to.title !== '' && elsewhen ? to : null), 400);
  const preview = useMovePreview(plan.id, JSON.parse(asked) as typeof to | null);
  const findings = elsewhen ? (preview.data ?? []) : [];
  const looked = !elsewhen || (asked === JSON.stringify(to) && preview.isSuccess);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!possible || !looked || (findings.length > 0 && override.trim() === '')) return;
    move.mutate({ ...to, seen, override: findings.length > 0 ? override.trim() : '' }, { onSuccess: onDone });
  };
  const actions = (
    <>
      <Button variant="default" onClick={onBack}>
        {words.back}
      </Button>
      <Button type="submit" form={form} loading={move.isPending} disabled={!possible || !looked}>
        {words.save}
      </Button>
    </>
  );
  const problem = move.error ?? (elsewhen ? preview.error : null);
  return (
    <Dialog title={words.moveTitle} onClose={onBack} actions={actions}>
      <form id={form} className={classes.stack} onSubmit={submit}>
        {problem !== null && <ProblemNotice problem={problem} />}
        <div className={classes.pair}>
          <TextInput label={words.day} type="date" required withAsterisk={false} value={day} onChange={(event) => setDay(event.currentTarget.value)} />
          <TextInput label={words.at} type="time" required withAsterisk={false} value={at} onChange={(event) => setAt(event.currentTarget.value)} />
          <TextInput
            label={words.minutes}
            type="number"
            min={LEAST_MINUTES}
            max={MOST_MINUTES}
            required
            withAsterisk={false}
            value={minutes}
            onChange={(event) => setMinutes(event.currentTarget.value)}
          />
        </div>
        <TextInput
          label={words.title}
          description={seriesForm.nameHelp}
          required
          withAsterisk={false}
          maxLength={200}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <TextInput label={words.topic} maxLength={200} value={topic} onChange={(event) => setTopic(event.currentTarget.value)} />
        <Findings findings={findings} override={override} onOverride={setOverride} missing={tried} />
      </form>
    </Dialog>
  );
}
