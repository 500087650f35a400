import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useRestore, useSessionPlan, seenOf } from '../../api/schedule';
import type { SessionPlan } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { LinkButton } from '../../components/clinic/LinkButton';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { SessionStatus } from '../../components/clinic/SessionStatus';
import { useStaff } from '../../components/clinic/StaffArea';
import { Waiting } from '../../components/clinic/Waiting';
import { schedule, sessionPanel as words } from '../../texts/clinic';
import { differsHere, longDay } from '../../time/zone';
import { CancelForm, EndForm } from './EndForms';
import { MoveForm } from './MoveForm';
import { isAgainst, RestoreForm } from './RestoreForm';
import { inWords } from './rule';
import classes from './Schedule.module.css';
import { Substitutes } from './Substitutes';
import { spanOf } from './week';

export type Step = 'look' | 'which' | 'move' | 'cancel' | 'restore' | 'end';

/** One session: who runs it, how many are expected, and what can be done with it. */
export function SessionPanel({ session, onClose }: { session: string; onClose: () => void }) {
  const plan = useSessionPlan(session);
  const [step, setStep] = useState<Step>('look');
  if (plan.data && step !== 'look') {
    const back = () => setStep('look');
    if (step === 'which') return <WhichOnes plan={plan.data} onStep={setStep} />;
    if (step === 'move') return <MoveForm plan={plan.data} onBack={back} onDone={back} />;
    if (step === 'restore') return <RestoreForm plan={plan.data} onBack={back} onDone={back} />;
    if (step === 'cancel') return <CancelForm plan={plan.data} onBack={back} onDone={back} />;
    return <EndForm plan={plan.data} onBack={back} onDone={back} />;
  }
  const actions = (
    <>
      <Button variant="default" onClick={onClose}>
        {words.close}
      </Button>
      <LinkButton to={`~/roster/${session}`}>{words.roster}</LinkButton>
    </>
  );
  return (
    <Dialog title={plan.data?.title ?? schedule.title} onClose={onClose} actions={actions}>
      {plan.isPending && <Waiting />}
      {plan.isError && <ProblemNotice problem={plan.error} onRetry={() => void plan.refetch()} />}
      {plan.data && <Look plan={plan.data} onStep={setStep} />}
    </Dialog>
  );
}

function Look({ plan, onStep }: { plan: SessionPlan; onStep: (step: Step) => void }) {
  const admin = useStaff().role === 'admin';
  const restore = useRestore(plan.id);
  const ahead = Date.parse(plan.ends_at) > Date.now();
  const holdAfterAll = () =>
    restore.mutate(
      { seen: seenOf(plan), override: '' },
      { onError: (problem) => isAgainst(problem) && onStep('restore') },
    );
  const starts = new Date(plan.starts_at);
  const people = plan.facilitators.map((one) => one.name).join(', ');
  const facts: readonly [string, string][] = [
    [words.when, `${longDay(plan.day)}, ${spanOf(plan, differsHere(plan.time_zone, starts))}`],
    [words.runs, people === '' ? schedule.nobodyRuns : people],
    [words.who, schedule.expected(plan.expected)],
    [words.where, [plan.site?.name, schedule.settings[plan.setting]].filter(Boolean).join(' · ')],
    [words.program, [plan.program?.name, schedule.kinds[plan.kind]].filter(Boolean).join(' · ')],
    [words.topic, plan.topic],
    [words.repeats, plan.series === null || plan.series.once ? '' : inWords(plan.series)],
    [words.why, plan.cancel_reason],
  ];
  return (
    <>
      <p>
        <SessionStatus status={plan.status} />
      </p>
      <dl className={classes.facts}>
        {facts.map(
          ([name, value]) =>
            value !== '' && [<dt key={`${name} name`}>{name}</dt>, <dd key={name}>{value}</dd>],
        )}
      </dl>
      {plan.substitutes !== null && ahead && <Substitutes plan={plan} choices={plan.substitutes} />}
      {admin && ahead && plan.status === 'planned' && (
        <div className={classes.part}>
          <div className={classes.acts}>
            <Button
              variant="default"
              onClick={() => onStep(plan.series === null || plan.series.once ? 'move' : 'which')}
            >
              {words.change}
            </Button>
            <Button variant="default" onClick={() => onStep('cancel')}>
              {words.cancel}
            </Button>
          </div>
        </div>
      )}
      {admin && plan.status === 'cancelled' && starts.getTime() > Date.now() && (
        <div className={classes.part}>
          {restore.isError && <ProblemNotice problem={restore.error} />}
          <Button variant="default" loading={restore.isPending} onClick={holdAfterAll}>
            {words.restore}
          </Button>
        </div>
      )}
    </>
  );
}

function WhichOnes({ plan, onStep }: { plan: SessionPlan; onStep: (step: Step) => void }) {
  const actions = (
    <Button variant="default" onClick={() => onStep('look')}>
      {words.back}
    </Button>
  );
  return (
    <Dialog title={words.changeTitle} onClose={() => onStep('look')} actions={actions}>
      <div className={classes.stack}>
        <button type="button" className={classes.choice} onClick={() => onStep('move')}>
          <b>{words.thisOne}</b>
          <span>{words.thisOneHelp}</span>
        </button>
        {plan.series !== null && (
          <Link
            className={classes.choice}
            href={`/series/${encodeURIComponent(plan.series.id)}?from=${plan.series_day ?? plan.day}`}
          >
            <b>{words.following}</b>
            <span>{words.followingHelp}</span>
          </Link>
        )}
        {plan.series !== null && (
          <Link
            className={classes.choice}
            href={`/series/${encodeURIComponent(plan.series.id)}/split?from=${plan.series_day ?? plan.day}`}
          >
            <b>{words.split}</b>
            <span>{words.splitHelp}</span>
          </Link>
        )}
        <button type="button" className={classes.choice} onClick={() => onStep('end')}>
          <b>{words.end}</b>
          <span>{words.endHelp}</span>
        </button>
      </div>
    </Dialog>
  );
}
