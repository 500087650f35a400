import { Button, TextInput } from '@mantine/core';
import { useId, useState, type FormEvent } from 'react';
import { seenOf, useCancel, useEndSeries } from '../../api/schedule';
import type { SessionPlan } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { sessionPanel as words } from '../../texts/clinic';
import { addDays, dayIn } from '../../time/zone';
import classes from './Schedule.module.css';
import { WhoIsTold } from './WhoIsTold';

interface StepProps {
  plan: SessionPlan;
  onBack: () => void;
  onDone: () => void;
}

/** The session is not held. */
export function CancelForm({ plan, onBack, onDone }: StepProps) {
  const form = useId();
  const cancel = useCancel(plan.id);
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    cancel.mutate({ seen: seenOf(plan), reason: reason.trim() }, { onSuccess: onDone });
  };
  const actions = (
    <>
      <Button variant="default" onClick={onBack}>
        {words.keep}
      </Button>
      <Button color="red" type="submit" form={form} loading={cancel.isPending}>
        {words.cancelSave}
      </Button>
    </>
  );
  return (
    <Dialog title={words.cancelTitle} onClose={onBack} actions={actions}>
      <form id={form} className={classes.stack} onSubmit={submit}>
        {cancel.isError && <ProblemNotice problem={cancel.error} />}
        <p className={classes.help}>{words.cancelHelp}</p>
        <WhoIsTold session={plan.id} />
        <TextInput
          label={words.cancelReason}
          required
          withAsterisk={false}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </form>
    </Dialog>
  );
}

/** The series of the session meets no more after some day. */
export function EndForm({ plan, onBack, onDone }: StepProps) {
  const series = plan.series!;
  const form = useId();
  const end = useEndSeries(series.id);
  const today = dayIn(plan.time_zone, new Date());
  const [last, setLast] = useState(plan.series_day ?? plan.day);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    end.mutate({ version: series.version, last_on: last }, { onSuccess: onDone });
  };
  const actions = (
    <>
      <Button variant="default" onClick={onBack}>
        {words.back}
      </Button>
      <Button color="red" type="submit" form={form} loading={end.isPending}>
        {words.endSave}
      </Button>
    </>
  );
  return (
    <Dialog title={words.endTitle} onClose={onBack} actions={actions}>
      <form id={form} className={classes.stack} onSubmit={submit}>
        {end.isError && <ProblemNotice problem={end.error} />}
        <p className={classes.help}>{words.endHelp}</p>
        <TextInput
          label={words.lastOn}
          type="date"
          required
          withAsterisk={false}
          min={addDays(today, -1)}
          max={addDays(series.last_on, -1)}
          value={last}
          onChange={(event) => setLast(event.currentTarget.value)}
        />
      </form>
    </Dialog>
  );
}
