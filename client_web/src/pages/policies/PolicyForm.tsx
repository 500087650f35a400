import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { useSavePolicy } from '../../api/policies';
import { ApiProblem } from '../../api/problem';
import type { Policy, PolicyRules } from '../../api/types';
import { LinkButton } from '../../components/clinic/LinkButton';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { policyForm as words, server } from '../../texts/clinic';
import { Meanwhile } from './Meanwhile';
import classes from './Policies.module.css';
import { PreviewPanel } from './PreviewPanel';
import { RuleFields } from './RuleFields';
import { carriedOver, changedRules, isComplete, said, type Own } from './rules';
import { usePreview, WEEKS } from './usePreview';

/** The rules, when and why; first what they would change, and then Save. `policy` may become newer while one writes:
 * what one has written stays, over the version that one knows, until one goes on over the newer. */
export function PolicyForm({ policy }: { policy: Policy }) {
  const { scope, id, version: newest } = policy.holder;
  const [base, setBase] = useState(() => baseOf(policy));
  const [own, setOwn] = useState(base.rules);
  const [day, setDay] = useState(policy.today);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [, navigate] = useLocation();
  const save = useSavePolicy(scope, id);
  const { state, look } = usePreview(scope, id);

  const rules = own as PolicyRules;
  const overtaken = newest > base.version;
  const changed = changedRules(base.rules, own).length > 0;
  const ready = changed && isComplete(own) && !overtaken;
  const looked = state.done === WEEKS && state.problem === null && state.key === JSON.stringify(rules);
  const tooEarly = day < policy.today;
  const errors = new Map([...fieldErrors(state.problem), ...fieldErrors(save.error)]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!ready || !looked || tooEarly || reason.trim() === '') return;
    save.mutate(
      { rules, base_version: base.version, effective_from: day, reason: reason.trim() },
      { onSuccess: ({ version }) => navigate(`/${scope}/${encodeURIComponent(id)}?saved=${version}`) },
    );
  };
  const goOn = () => {
    const next = baseOf(policy);
    setOwn(carriedOver(base.rules, own, next.rules));
    setBase(next);
    save.reset();
  };

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <RuleFields scope={scope} own={own} beneath={said(policy.beneath)} errors={errors} onChange={setOwn} />
      <div className={classes.look}>
        <Button variant={looked ? 'default' : 'filled'} disabled={!ready} onClick={() => void look(rules, policy.today)}>
          {state.key === '' ? words.look : words.lookAgain}
        </Button>
        {!changed && <p className={classes.dim}>{words.nothing}</p>}
      </div>
      {state.key !== '' && <PreviewPanel state={state} scope={scope} />}
      <fieldset className={classes.group}>
        <legend>{words.when}</legend>
        <TextInput
          className={classes.number}
          label={words.effectiveFrom}
          description={words.effectiveFromHelp}
          type="date"
          min={policy.today}
          value={day}
          error={tooEarly ? words.tooEarly : undefined}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <TextInput
          label={words.reason}
          description={words.reasonHelp}
          maxLength={500}
          value={reason}
          error={tried && reason.trim() === '' ? words.reasonMissing : undefined}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </fieldset>
      {overtaken && <Meanwhile policy={policy} since={base.version} onGoOn={goOn} />}
      {save.isError && !overtaken && <ProblemNotice problem={save.error} />}
      <div className={classes.actions}>
        <LinkButton variant="default" to={`/${scope}/${encodeURIComponent(id)}`}>
          {words.cancel}
        </LinkButton>
        <Button type="submit" disabled={!ready || !looked} loading={save.isPending}>
          {words.save}
        </Button>
        {!(ready && looked) && <p className={classes.dim}>{words.saveFirst}</p>}
      </div>
    </form>
  );
}

/** The newest version's rules; of a clinic that has none yet, the defaults. */
function baseOf(policy: Policy): { version: number; rules: Own } {
  const latest = policy.versions[0];
  const whole = policy.holder.scope === 'clinic' ? said(policy.beneath) : {};
  return { version: policy.holder.version, rules: { ...whole, ...(latest && said(latest.rules)) } };
}

/** Of `body.rules.group_cap` and what lies below it: what is wrong with that rule. */
function fieldErrors(problem: Error | null): [string, string][] {
  if (!(problem instanceof ApiProblem)) return [];
  return problem.fields.flatMap(({ path, message }) => {
    const rule = /^body\.rules\.([a-z_]+)/.exec(path)?.[1];
    return rule === undefined ? [] : [[rule, words.wrong(server.said(message))]];
  });
}
