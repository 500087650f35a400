import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useWithdraw } from '../../api/hours';
import type { Authorization } from '../../api/types';
import { Chip, type Tone } from '../../components/clinic/Chip';
import { DenseTable } from '../../components/clinic/DenseTable';
import { Message } from '../../components/clinic/Message';
import { RevokeDialog } from '../../components/clinic/RevokeDialog';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { authorizations as words, server } from '../../texts/clinic';
import { fullDay, monthAndDay } from '../../time/zone';
import classes from './Authorizations.module.css';
import { AuthorizeDialog } from './AuthorizeDialog';

const TONES: Record<Authorization['standing'], Tone> = {
  withdrawn: 'quiet',
  beyond: 'bad',
  not_yet: 'quiet',
  ended: 'quiet',
  used_up: 'attention',
  ending: 'attention',
  low: 'attention',
  open: 'good',
};

/** What payers authorized for a client, and how much of it is left. Admins add and withdraw. */
export function Authorizations({ client, given }: { client: string; given: readonly Authorization[] }) {
  const isAdmin = useStaff().role === 'admin';
  const [adding, setAdding] = useState(false);
  const [withdrawing, setWithdrawing] = useState<Authorization | null>(null);
  const [notice, setNotice] = useState('');
  const withdraw = useWithdraw();
  const add = (
    <Button variant="default" onClick={() => setAdding(true)}>
      {words.add}
    </Button>
  );
  return (
    <section className={classes.section}>
      <div className={classes.head}>
        <h2 className={classes.title}>{words.title}</h2>
        {isAdmin && given.length > 0 && add}
      </div>
      <p role="status" className={classes.notice}>
        {notice}
      </p>
      {given.length === 0 ? (
        <Message title={words.none} help={isAdmin ? words.noneAdminHelp : words.noneHelp}>
          {isAdmin && add}
        </Message>
      ) : (
        <Table given={given} onWithdraw={isAdmin ? setWithdrawing : null} />
      )}
      {adding && (
        <AuthorizeDialog
          client={client}
          onClose={() => setAdding(false)}
          onAdded={(overlaps) => {
            setNotice(overlaps.length === 0 ? words.added : words.overlaps(overlaps));
            setAdding(false);
          }}
        />
      )}
      {withdrawing !== null && (
        <RevokeDialog
          words={words}
          name={withdrawing.number}
          onRevoke={() => withdraw.mutateAsync(withdrawing.id)}
          onClose={() => setWithdrawing(null)}
        />
      )}
    </section>
  );
}

interface TableProps {
  given: readonly Authorization[];
  onWithdraw: ((authorization: Authorization) => void) | null;
}

function Table({ given, onWithdraw }: TableProps) {
  return (
    <DenseTable
      label={words.title}
      columns={[
        words.number,
        words.service,
        words.dates,
        words.state,
        ...(onWithdraw ? [{ words: words.withdraw, hidden: true }] : []),
      ]}
    >
      {given.map((one) => (
        <tr key={one.id}>
          <th scope="row">
            {one.number}
            <span className={table.under}>{one.payer}</span>
          </th>
          <td data-column={words.service}>
            <span>
              {one.service_code}
              <span className={table.under}>{words.unitNames[one.unit]}</span>
            </span>
          </td>
          <td data-column={words.dates}>{`${fullDay(one.starts_on)} – ${fullDay(one.ends_on)}`}</td>
          <td data-column={words.state}>
            <div>
              <Chip tone={TONES[one.standing]}>{server.said(one.words)}</Chip>
              <Uses of={one} />
            </div>
          </td>
          {onWithdraw && (
            <td className={table.number}>
              {one.withdrawn_at === null && (
                <Button
                  variant="subtle"
                  color="red"
                  size="compact-sm"
                  aria-label={words.withdrawFor(one.number)}
                  onClick={() => onWithdraw(one)}
                >
                  {words.withdraw}
                </Button>
              )}
            </td>
          )}
        </tr>
      ))}
    </DenseTable>
  );
}

function Uses({ of: { uses } }: { of: Authorization }) {
  if (uses.length === 0) return null;
  return (
    <details className={classes.uses}>
      <summary>{words.uses(uses.length)}</summary>
      <ul>
        {[...uses].reverse().map((use) => (
          <li key={use.day}>
            <Link href={`/sessions/${use.sessions[0]}`} aria-label={words.openDay(fullDay(use.day))}>
              {monthAndDay(use.day)}
            </Link>
            : {use.units}
          </li>
        ))}
      </ul>
    </details>
  );
}
