import { Button } from '@mantine/core';
import { useState } from 'react';
import { useSearch } from 'wouter';
import { useWithdrawPayer } from '../../api/hours';
import { usePolicy } from '../../api/policies';
import type { Policy, PolicyScope, PolicyStatement } from '../../api/types';
import { Chip } from '../../components/clinic/Chip';
import { LinkButton } from '../../components/clinic/LinkButton';
import { PageHeading } from '../../components/clinic/PageHeading';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { RevokeDialog } from '../../components/clinic/RevokeDialog';
import { Waiting } from '../../components/clinic/Waiting';
import { policies as words, server } from '../../texts/clinic';
import { fullDay } from '../../time/zone';
import { History } from './History';
import classes from './Policies.module.css';
import { SUBJECTS } from './subjects';

/** One holder's rules in words, and every version of them. */
export function HolderPage({ scope, holder }: { scope: PolicyScope; holder: string }) {
  const policy = usePolicy(scope, holder);
  if (policy.isPending) return <Waiting />;
  if (policy.isError) return <ProblemNotice problem={policy.error} onRetry={() => void policy.refetch()} />;
  return <Rules policy={policy.data} />;
}

function Rules({ policy }: { policy: Policy }) {
  const { holder } = policy;
  const [withdrawing, setWithdrawing] = useState(false);
  const withdraw = useWithdrawPayer();
  return (
    <>
      <PageHeading title={holder.name} back={{ to: '/', words: words.backToAll }} lead={words.leads[holder.scope]}>
        {holder.scope === 'payer' && holder.withdrawn_on === null && (
          <Button variant="default" onClick={() => setWithdrawing(true)}>
            {words.revoke}
          </Button>
        )}
        <LinkButton to={`/${holder.scope}/${encodeURIComponent(holder.id)}/edit`}>{words.change}</LinkButton>
      </PageHeading>
      {withdrawing && (
        <RevokeDialog
          words={words}
          name={holder.name}
          onRevoke={() => withdraw.mutateAsync(holder.id)}
          onClose={() => setWithdrawing(false)}
        />
      )}
      {holder.withdrawn_on !== null && <p className={classes.gone}>{words.withdrawn(fullDay(holder.withdrawn_on))}</p>}
      <JustSaved policy={policy} />
      <div className={classes.subjects}>
        {SUBJECTS.map(({ subject }) => (
          <section key={subject} className={classes.subject}>
            <h2>{words.subjects[subject]}</h2>
            <ul className={classes.rules}>
              {policy.statements
                .filter((one) => one.subject === subject)
                .map((one) => (
                  <Said key={one.rule} statement={one} own={one.said_by === holder.scope} />
                ))}
            </ul>
          </section>
        ))}
      </div>
      <History policy={policy} />
    </>
  );
}

function Said({ statement, own }: { statement: PolicyStatement; own: boolean }) {
  return (
    <li>
      <span>{server.said(statement.words)}</span>{' '}
      <span>
        <span className="visually-hidden">{words.saidBy}</span>{' '}
        <Chip tone={own ? 'good' : 'quiet'}>{words.sayers[statement.said_by]}</Chip>
      </span>
    </li>
  );
}

/** Right after saving: what happens with it now. */
function JustSaved({ policy }: { policy: Policy }) {
  const number = Number(new URLSearchParams(useSearch()).get('saved'));
  const version = policy.versions.find((one) => one.version === number);
  return (
    <p role="status" className={classes.saved}>
      {version && words.saved(version.version, fullDay(version.effective_from))}
    </p>
  );
}
