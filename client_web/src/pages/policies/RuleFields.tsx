import { Checkbox } from '@mantine/core';
import type { PolicyScope } from '../../api/types';
import { policies, policyForm as words } from '../../texts/clinic';
import classes from './Policies.module.css';
import { RuleField } from './RuleField';
import { without, type Own, type Rule } from './rules';
import { SUBJECTS } from './subjects';

interface RuleFieldsProps {
  scope: PolicyScope;
  own: Own;
  /** Every rule as it is where this holder says nothing. */
  beneath: Own;
  errors: ReadonlyMap<string, string>;
  onChange: (own: Own) => void;
}

/** Every rule, by subject. A program and a payer say something only where they choose to. */
export function RuleFields({ scope, own, beneath, errors, onChange }: RuleFieldsProps) {
  return SUBJECTS.map(({ subject, rules }) => (
    <fieldset key={subject} className={classes.group}>
      <legend>{policies.subjects[subject]}</legend>
      {rules.map((rule) => (
        <div key={rule} className={classes.field}>
          {scope !== 'clinic' && (
            <Override rule={rule} own={own} onChange={(says) => onChange(says ? { ...own, [rule]: beneath[rule] } : without(own, rule))} />
          )}
          <RuleField
            rule={rule}
            value={rule in own ? own[rule] : beneath[rule]}
            disabled={scope !== 'clinic' && !(rule in own)}
            error={errors.get(rule)}
            onChange={(value) => onChange({ ...own, [rule]: value })}
          />
        </div>
      ))}
    </fieldset>
  ));
}

function Override({ rule, own, onChange }: { rule: Rule; own: Own; onChange: (says: boolean) => void }) {
  return (
    <Checkbox
      size="xs"
      label={rule in own ? words.own : words.asBeneath}
      aria-label={words.ownFor(words.labels[rule])}
      checked={rule in own}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
