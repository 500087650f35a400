import { Button } from '@mantine/core';
import { useRef, useState, type FormEvent } from 'react';
import type { Asked } from '../../../api/types';
import { texts } from '../../../texts/en';
import { Choice } from './Choice';
import { open, type Draft, type Question } from './draft';
import classes from './joining.module.css';
import { AdultField } from './AdultField';
import { NumberField, PlaceFields } from './PlaceFields';

interface AnswersFormProps {
  asked: Asked;
  draft: Draft;
  submitLabel: string;
  busy: boolean;
  onChange: (draft: Draft) => void;
  onSubmit: (draft: Draft) => void;
}

/** Every question that this client is asked, on one page; what is open is said beside it. */
export function AnswersForm({ asked, draft, submitLabel, busy, onChange, onSubmit }: AnswersFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [tried, setTried] = useState(false);
  const missing = tried ? open(draft, asked.questions) : [];

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const first = open(draft, asked.questions)[0];
    if (first === undefined) return onSubmit(draft);
    form.current?.querySelector<HTMLElement>(`[data-question=${first}] :is(input, select)`)?.focus();
  };

  return (
    <form ref={form} className={classes.form} onSubmit={submit} noValidate>
      {asked.questions.map((question) => (
        <div key={question} data-question={question}>
          <Field
            question={question}
            asked={asked}
            draft={draft}
            problem={missing.includes(question) ? texts.joining.missing[question] : undefined}
            onChange={onChange}
          />
        </div>
      ))}
      <Button type="submit" size="lg" loading={busy}>
        {submitLabel}
      </Button>
    </form>
  );
}

interface FieldProps {
  question: Question;
  asked: Asked;
  draft: Draft;
  problem: string | undefined;
  onChange: (draft: Draft) => void;
}

function Field({ question, asked, draft, problem, onChange }: FieldProps) {
  const words = texts.joining;
  switch (question) {
    case 'driving':
      return (
        <Choice
          legend={words.driving}
          options={[
            [false, words.notDriving],
            [true, words.yes],
          ]}
          value={draft.driving}
          problem={problem}
          onChange={(driving) => onChange({ ...draft, driving })}
        />
      );
    case 'place':
      return <PlaceFields draft={draft} last={asked.last} problem={problem} onChange={onChange} />;
    case 'number':
      return <NumberField draft={draft} problem={problem} onChange={onChange} />;
    case 'adult':
      return <AdultField draft={draft} problem={problem} onChange={onChange} />;
    case 'alone':
      return (
        <Choice
          legend={words.alone}
          options={[
            [true, words.yes],
            [false, words.no],
          ]}
          value={draft.alone}
          problem={problem}
          onChange={(alone) => onChange({ ...draft, alone })}
        />
      );
    case 'agreement':
      return (
        <Choice
          legend={words.agreement}
          options={[
            [true, words.agree],
            [false, words.talkAbout],
          ]}
          value={draft.agreed}
          problem={problem}
          onChange={(agreed) => onChange({ ...draft, agreed })}
        >
          <ul className={classes.points}>
            {words.agreementPoints.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
        </Choice>
      );
  }
}
