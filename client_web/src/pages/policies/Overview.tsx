import { Link } from 'wouter';
import { usePolicies } from '../../api/policies';
import type { PolicyHolder } from '../../api/types';
import { DenseTable } from '../../components/clinic/DenseTable';
import { PageHeading } from '../../components/clinic/PageHeading';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import table from '../../components/clinic/table.module.css';
import { Waiting } from '../../components/clinic/Waiting';
import { policies as words } from '../../texts/clinic';
import { fullDay } from '../../time/zone';
import classes from './Policies.module.css';

export function Overview() {
  const policies = usePolicies();
  return (
    <>
      <PageHeading title={words.title} lead={words.lead} />
      {policies.isPending && <Waiting />}
      {policies.isError && <ProblemNotice problem={policies.error} onRetry={() => void policies.refetch()} />}
      {policies.data && <Holders holders={policies.data.holders} />}
    </>
  );
}

function Holders({ holders }: { holders: readonly PolicyHolder[] }) {
  return (
    <>
      <DenseTable label={words.title} columns={[words.who, words.says, words.since]}>
        {holders.map((holder) => (
          <tr key={`${holder.scope}/${holder.id}`}>
            <th scope="row">
              <Link href={`/${holder.scope}/${encodeURIComponent(holder.id)}`}>{holder.name}</Link>
              <span className={table.under}>{words.kinds[holder.scope]}</span>
              {holder.withdrawn_on !== null && (
                <span className={table.under}>{words.withdrawn(fullDay(holder.withdrawn_on))}</span>
              )}
            </th>
            <td data-column={words.says}>{saysWords(holder)}</td>
            <td data-column={words.since}>{inForce(holder)}</td>
          </tr>
        ))}
      </DenseTable>
      {!holders.some((one) => one.scope === 'payer') && <p className={classes.dim}>{words.noPayers}</p>}
    </>
  );
}

function inForce({ version, in_force, planned_from }: PolicyHolder) {
  if (in_force === null && planned_from === null) return null;
  return (
    <span>
      {in_force !== null && words.version(in_force)}
      {planned_from !== null && <span className={table.under}>{words.planned(version, fullDay(planned_from))}</span>}
    </span>
  );
}

function saysWords({ scope, in_force, says }: PolicyHolder): string {
  if (scope === 'clinic') return in_force === null ? words.saysDefaults : words.saysAll;
  return says.length === 0 ? words.saysNothing : words.saysRules(says.length);
}
