import { usePolicy } from '../../api/policies';
import type { PolicyScope } from '../../api/types';
import { PageHeading } from '../../components/clinic/PageHeading';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { Waiting } from '../../components/clinic/Waiting';
import { policyForm as words } from '../../texts/clinic';
import { PolicyForm } from './PolicyForm';

/** A new version, written over the newest. */
export function EditPage({ scope, holder }: { scope: PolicyScope; holder: string }) {
  const policy = usePolicy(scope, holder);
  if (policy.isPending) return <Waiting />;
  if (policy.isError && policy.data === undefined) {
    return <ProblemNotice problem={policy.error} onRetry={() => void policy.refetch()} />;
  }
  const { name, version } = policy.data.holder;
  return (
    <>
      <PageHeading
        title={words.title(name)}
        back={{ to: `/${scope}/${encodeURIComponent(holder)}`, words: name }}
        lead={words.lead(version)}
      />
      <PolicyForm policy={policy.data} />
    </>
  );
}
