import { Button } from '@mantine/core';
import { useId, useState, type FormEvent } from 'react';
import { ApiProblem } from '../../api/problem';
import { seenOf, useAgainstRestoring, useRestore } from '../../api/schedule';
import type { SessionPlan } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { Waiting } from '../../components/clinic/Waiting';
import { sessionPanel as words } from '../../texts/clinic';
import { Findings } from './Findings';
import classes from './Schedule.module.css';

/** Whether something stands against it, and it can be held all the same with a reason. */
export function isAgainst(problem: Error | null): boolean {
  return problem instanceof ApiProblem && problem.document.code === 'conflicts';
}

/** A cancelled session is held after all, though something has come to stand against it. */
export function RestoreForm({ plan, onBack, onDone }: { plan: SessionPlan; onBack: () => void; onDone: () => void }) {
  const form = useId();
  const against = useAgainstRestoring(plan.id);
  const restore = useRestore(plan.id);
  const [override, setOverride] = useState('');
  const [tried, setTried] = useState(false);
  const findings = against.data ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (findings.length > 0 && override.trim() === '') return;
    restore.mutate({ seen: seenOf(plan), override: override.trim() }, { onSuccess: onDone });
  };
  const problem = restore.error ?? against.error;
  const actions = (
    <>
      <Button variant="default" onClick={onBack}>
        {words.back}
      </Button>
      <Button type="submit" form={form} loading={restore.isPending} disabled={!against.isSuccess}>
        {words.restore}
      </Button>
    </>
  );
  return (
    <Dialog title={words.restoreTitle} onClose={onBack} actions={actions}>
      <form id={form} className={classes.stack} onSubmit={submit}>
        {problem !== null && <ProblemNotice problem={problem} />}
        {against.isPending && <Waiting />}
        <Findings findings={findings} override={override} onOverride={setOverride} missing={tried} />
      </form>
    </Dialog>
  );
}
