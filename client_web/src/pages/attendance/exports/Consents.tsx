import { Button } from '@mantine/core';
import { useState } from 'react';
import { useConsents, useWithdrawConsent } from '../../../api/exports';
import type { Consent } from '../../../api/types';
import { Chip, type Tone } from '../../../components/clinic/Chip';
import { DenseTable } from '../../../components/clinic/DenseTable';
import { Message } from '../../../components/clinic/Message';
import { ProblemNotice } from '../../../components/clinic/ProblemNotice';
import { RevokeDialog } from '../../../components/clinic/RevokeDialog';
import table from '../../../components/clinic/table.module.css';
import { Waiting } from '../../../components/clinic/Waiting';
import { consents as words } from '../../../texts/clinic';
import { fullDay } from '../../../time/zone';
import { AddConsentDialog } from './AddConsentDialog';
import classes from './Section.module.css';

const TONES: Record<Consent['state'], Tone> = { live: 'good', expired: 'quiet', withdrawn: 'attention' };

/** To whom this client's records may go. */
export function Consents({ client }: { client: string }) {
  const found = useConsents(client);
  const withdraw = useWithdrawConsent(client);
  const [adding, setAdding] = useState(false);
  const [withdrawing, setWithdrawing] = useState<Consent | null>(null);
  return (
    <section className={classes.section} aria-labelledby="consents">
      <div className={classes.head}>
        <h2 id="consents" className={classes.title}>
          {words.title}
        </h2>
        <Button variant="default" size="sm" onClick={() => setAdding(true)}>
          {words.add}
        </Button>
      </div>
      {found.isPending && <Waiting />}
      {found.isError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && <Message title={words.none} help={words.noneHelp} />}
      {found.data && found.data.length > 0 && <ConsentTable consents={found.data} onWithdraw={setWithdrawing} />}
      {adding && <AddConsentDialog client={client} onClose={() => setAdding(false)} />}
      {withdrawing && (
        <RevokeDialog
          words={words}
          name={withdrawing.recipient}
          onRevoke={() => withdraw.mutateAsync(withdrawing.id)}
          onClose={() => setWithdrawing(null)}
        />
      )}
    </section>
  );
}

function ConsentTable({
  consents,
  onWithdraw,
}: {
  consents: readonly Consent[];
  onWithdraw: (consent: Consent) => void;
}) {
  return (
    <DenseTable
      label={words.title}
      columns={[
        words.recipient,
        words.purpose,
        words.version,
        words.given,
        words.expires,
        words.state,
        { words: words.actions, hidden: true },
      ]}
    >
      {consents.map((consent) => (
        <tr key={consent.id}>
          <th scope="row">{consent.recipient}</th>
          <td data-column={words.purpose}>{consent.purpose}</td>
          <td data-column={words.version} className={table.nowrap}>{consent.version}</td>
          <td data-column={words.given} className={table.nowrap}>{fullDay(consent.given_on)}</td>
          <td data-column={words.expires} className={table.nowrap}>
            {consent.expires_on === null ? words.never : fullDay(consent.expires_on)}
          </td>
          <td data-column={words.state}>
            <span>
              <Chip tone={TONES[consent.state]}>
                {consent.withdrawn_on === null
                  ? words.states[consent.state]
                  : words.withdrawnOn(fullDay(consent.withdrawn_on))}
              </Chip>
            </span>
          </td>
          <td className={table.number}>
            {consent.state === 'live' && (
              <Button
                variant="subtle"
                color="red"
                size="compact-sm"
                aria-label={words.revokeFor(consent.recipient, consent.purpose)}
                onClick={() => onWithdraw(consent)}
              >
                {words.revoke}
              </Button>
            )}
          </td>
        </tr>
      ))}
    </DenseTable>
  );
}
