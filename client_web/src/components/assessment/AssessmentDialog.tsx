import { Button, Checkbox, Radio, Textarea, TextInput } from '@mantine/core';
import { memo, useCallback, useState } from 'react';
import { useAssess, useAssessments } from '../../api/assessments';
import { useClient } from '../../api/clients';
import type { Assessment, AssessmentRequest } from '../../api/types';
import { assessmentWords as words, enrollmentWords } from '../../texts/clinic';
import { texts } from '../../texts/en';
import { dayIn } from '../../time/zone';
import { fieldError, FormDialog } from '../clinic/FormDialog';
import { ProblemNotice } from '../clinic/ProblemNotice';
import { Waiting } from '../clinic/Waiting';
import { Dialog } from '../Dialog';
import { PlanFields, Warnings, warningsOf, wishOf, type PlanDraft } from '../enrollment/PlanFields';
import classes from './Assessment.module.css';
import { draftFrom, foundOf, SUITABILITY, TOPICS, type Asked, type Draft, type Topic as TopicName } from './draft';

interface AssessmentDialogProps {
  client: string;
  name: string;
  /** In which it is made; null: afterwards, on the client's page. */
  session: string | null;
  zone: string;
  onClose: () => void;
}

/** Whether care from a distance suits somebody, asked alone and judged with them; and the enrollment in which it ends. */
export default function AssessmentDialog({ client, name, session, zone, onClose }: AssessmentDialogProps) {
  const before = useAssessments(client);
  const detail = useClient(client);
  if (before.data && detail.data) {
    const inCare = detail.data.enrollments.some((one) => one.state === 'current' || one.state === 'planned');
    return <Form {...{ client, session, zone, onClose, inCare }} name={detail.data.legal_name} last={before.data[0] ?? null} />;
  }
  const failed = before.error ?? detail.error;
  const close = (
    <Button variant="default" onClick={onClose}>
      {texts.common.cancel}
    </Button>
  );
  return (
    <Dialog title={words.titleOf(name)} onClose={onClose} actions={close}>
      {failed === null ? (
        <Waiting />
      ) : (
        <ProblemNotice
          problem={failed}
          onRetry={() => {
            void before.refetch();
            void detail.refetch();
          }}
        />
      )}
    </Dialog>
  );
}

interface FormProps extends AssessmentDialogProps {
  last: Assessment | null;
  inCare: boolean;
}

function Form({ client, name, session, zone, last, inCare, onClose }: FormProps) {
  const assess = useAssess(client);
  const [draft, setDraft] = useState(() => draftFrom(last, inCare));
  const [plan, setPlan] = useState<PlanDraft>({ program: '', track: '', day: dayIn(zone, new Date()), hours: '', reason: '' });
  const setAsked = useCallback(
    (topic: TopicName, asked: Asked) => setDraft((before) => ({ ...before, asked: { ...before.asked, [topic]: asked } })),
    [],
  );
  const warned = warningsOf(assess.error);
  const enrolls = draft.enrolls && draft.suitability !== 'not_suitable';
  const submit = () => {
    const found = foundOf(draft);
    if (found === null) return;
    const body: AssessmentRequest = {
      ...found,
      seen: last?.version ?? 0,
      session,
      enrollment: enrolls ? { ...wishOf(plan, warned), starts_on: plan.day } : null,
    };
    assess.mutate(body, { onSuccess: onClose });
  };
  const usual = enrolls ? words.saveAndEnroll : words.save;
  return (
    <FormDialog
      title={words.titleOf(name)}
      submit={warned.length > 0 ? enrollmentWords.confirm : usual}
      saving={{ isPending: assess.isPending, error: warned.length > 0 ? null : assess.error }}
      onSubmit={submit}
      onClose={onClose}
    >
      <Warnings warned={warned} reason={plan.reason} onReason={(reason) => setPlan({ ...plan, reason })} />
      <p className={classes.lead}>{last === null ? words.lead : words.again}</p>
      {TOPICS.map((topic) => (
        <Topic key={topic} topic={topic} asked={draft.asked[topic]} onAsked={setAsked} />
      ))}
      <Contact draft={draft} error={assess.error} onChange={setDraft} />
      <Radio.Group
        label={words.suits}
        required
        withAsterisk={false}
        value={draft.suitability ?? ''}
        error={fieldError(assess.error, 'suitability')}
        onChange={(value) => setDraft({ ...draft, suitability: value as Draft['suitability'] })}
      >
        {SUITABILITY.map((one) => (
          <Radio key={one} size="md" mt={8} value={one} required label={words.suitability[one]} />
        ))}
      </Radio.Group>
      <Textarea
        label={draft.suitability === 'not_suitable' ? words.whyNot : words.reason}
        description={words.reasonHelp}
        maxLength={500}
        required={draft.suitability === 'not_suitable'}
        withAsterisk={false}
        value={draft.reason}
        error={fieldError(assess.error, 'reason')}
        onChange={(event) => setDraft({ ...draft, reason: event.currentTarget.value })}
      />
      {draft.suitability !== null && draft.suitability !== 'not_suitable' && (
        <Checkbox
          size="md"
          label={inCare ? words.enrollToo : words.enroll}
          checked={draft.enrolls}
          onChange={(event) => setDraft({ ...draft, enrolls: event.currentTarget.checked })}
        />
      )}
      {enrolls && draft.suitability !== null && (
        <fieldset className={classes.part}>
          <legend>{words.plan}</legend>
          <div className={classes.stack}>
            <PlanFields draft={plan} error={assess.error} within="enrollment." onChange={setPlan} />
          </div>
        </fieldset>
      )}
    </FormDialog>
  );
}

interface TopicProps {
  topic: TopicName;
  asked: Asked;
  onAsked: (topic: TopicName, asked: Asked) => void;
}

const Topic = memo(function Topic({ topic, asked, onAsked }: TopicProps) {
  const change = (changed: Partial<Asked>) => onAsked(topic, { ...asked, ...changed });
  return (
    <fieldset className={classes.part}>
      <legend>{words.topics[topic]}</legend>
      <div className={classes.stack}>
        <Radio.Group
          aria-label={words.topics[topic]}
          value={asked.yes === null ? '' : String(asked.yes)}
          onChange={(value) => change({ yes: value === 'true' })}
        >
          <div className={classes.row}>
            <Radio size="md" value="true" required label={words.yes} />
            <Radio size="md" value="false" required label={words.no} />
          </div>
        </Radio.Group>
        <Checkbox
          size="md"
          label={words.alone}
          aria-label={words.aloneFor(words.topics[topic])}
          checked={asked.alone}
          onChange={(event) => change({ alone: event.currentTarget.checked })}
        />
        <TextInput
          label={words.note}
          aria-label={words.noteFor(words.topics[topic])}
          maxLength={200}
          autoComplete="off"
          value={asked.note}
          onChange={(event) => change({ note: event.currentTarget.value })}
        />
      </div>
    </fieldset>
  );
});

interface ContactProps {
  draft: Draft;
  error: Error | null;
  onChange: (draft: Draft) => void;
}

function Contact({ draft, error, onChange }: ContactProps) {
  const field = (name: 'contact_name' | 'contact_relation' | 'contact_phone', label: string, maxLength: number) => (
    <TextInput
      label={label}
      autoComplete="off"
      maxLength={maxLength}
      {...(name === 'contact_phone' && { type: 'tel' })}
      value={draft[name]}
      error={fieldError(error, name)}
      onChange={(event) => onChange({ ...draft, [name]: event.currentTarget.value })}
    />
  );
  return (
    <fieldset className={classes.part}>
      <legend>{words.contact}</legend>
      <div className={classes.stack}>
        {field('contact_name', words.contactName, 200)}
        {field('contact_relation', words.contactRelation, 100)}
        {field('contact_phone', words.contactPhone, 40)}
      </div>
    </fieldset>
  );
}
