import { Button } from '@mantine/core';
import { useState } from 'react';
import { useAnswer } from '../../../api/joining';
import { ApiProblem } from '../../../api/problem';
import type { Asked, LastSaid, Said } from '../../../api/types';
import { texts } from '../../../texts/en';
import { AnswersForm } from './AnswersForm';
import { draftFrom, said, sameAs, type Draft } from './draft';
import classes from './joining.module.css';

export type Stage = 'same' | 'full' | 'parking';

export function firstStage(asked: Asked): Stage {
  return asked.can_repeat && asked.last ? 'same' : 'full';
}

interface QuestionsProps {
  session: string;
  asked: Asked;
  stage: Stage;
  onStage: (stage: Stage) => void;
  submitLabel: string;
  onDone: () => void;
}

/** One tap for the same as last time, or all questions; driving holds. A "no" goes on exactly as a "yes" does. */
export function Questions({ session, asked, stage, onStage, submitLabel, onDone }: QuestionsProps) {
  const [draft, setDraft] = useState(() => draftFrom(asked.last));
  const answer = useAnswer(session);
  const send = (answers: Said) => answer.mutate(answers, { onSuccess: onDone });
  const change = (next: Draft) => {
    setDraft(next);
    if (next.driving) onStage('parking');
  };
  const park = () => {
    setDraft({ ...draft, driving: false });
    onStage('full');
  };
  return (
    <>
      {stage === 'parking' && (
        <Button size="lg" onClick={park}>
          {texts.joining.parked}
        </Button>
      )}
      {stage === 'same' && asked.last && (
        <Same
          last={asked.last}
          busy={answer.isPending}
          onSame={(last) => send(sameAs(last, asked.agreement))}
          onDifferent={() => onStage('full')}
        />
      )}
      {stage === 'full' && (
        <AnswersForm
          asked={asked}
          draft={draft}
          submitLabel={submitLabel}
          busy={answer.isPending}
          onChange={change}
          onSubmit={(complete) => send(said(complete, asked.agreement))}
        />
      )}
      <p role="alert" className={classes.problem}>
        {answer.error && stage !== 'parking' && wordsFor(answer.error)}
      </p>
    </>
  );
}

function wordsFor(error: Error): string {
  const outdated = error instanceof ApiProblem && ['conflict', 'invalid'].includes(error.kind);
  return outdated ? texts.joining.outdated : texts.joining.failed;
}

interface SameProps {
  last: LastSaid;
  busy: boolean;
  onSame: (last: LastSaid) => void;
  onDifferent: () => void;
}

function Same({ last, busy, onSame, onDifferent }: SameProps) {
  const words = texts.joining;
  return (
    <>
      <ul className={classes.last}>
        <li>{(last.at_home ? words.home : words.elsewhere)(last.address, last.state)}</li>
        <li>{words.callBack(last.phone)}</li>
        {last.adult_name !== '' && <li>{words.adultLast(last.adult_name, last.adult_phone)}</li>}
        {words.alsoSame.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      <div className={classes.two}>
        <Button size="lg" loading={busy} onClick={() => onSame(last)}>
          {words.same}
        </Button>
        <Button size="lg" variant="default" onClick={onDifferent}>
          {words.different}
        </Button>
      </div>
    </>
  );
}
