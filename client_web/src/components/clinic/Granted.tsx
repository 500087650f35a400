import { Fragment, useState, type ReactNode } from 'react';
import { fingerprint, useOwnGrants } from '../../api/audit';
import { granted as words } from '../../texts/clinic';
import { Message } from './Message';
import { ProblemNotice } from './ProblemNotice';
import { Waiting } from './Waiting';

/**
 * What an auditor sees of a page: all of it while a grant lives. When what is granted changes, the page begins anew and
 * says so; when nothing is left, it shows that alone.
 */
export default function Granted({ children }: { children: ReactNode }) {
  const grants = useOwnGrants();
  const now = grants.data && fingerprint(grants.data);
  const [first, setFirst] = useState(now);
  if (first === undefined && now !== undefined) setFirst(now);
  if (grants.isPending) return <Waiting />;
  if (now === undefined) return <ProblemNotice problem={grants.error!} onRetry={() => void grants.refetch()} />;
  const changed = first !== undefined && first !== now;
  return (
    <>
      <div role="status">{changed && now !== '' && <Message title={words.changed} tone="attention" />}</div>
      {now === '' ? <Message title={words.none} help={words.noneHelp} /> : <Fragment key={now}>{children}</Fragment>}
    </>
  );
}
