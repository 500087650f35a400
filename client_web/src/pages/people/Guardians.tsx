import { Button } from '@mantine/core';
import { IconCheck, IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useEndGuardian, useMinor, useWithdrawTreatmentConsent } from '../../api/minors';
import type { Guardian, Minor, TreatmentConsent } from '../../api/types';
import { Chip } from '../../components/clinic/Chip';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { RevokeDialog } from '../../components/clinic/RevokeDialog';
import { guardianWords as words } from '../../texts/clinic';
import { fullDay } from '../../time/zone';
import classes from '../staff/RosterPlan.module.css';
import { ConsentDialog, GuardianDialog } from './GuardianDialogs';

type Open = 'guardian' | 'consent' | { end: Guardian } | { withdraw: TreatmentConsent } | null;

/** Of a minor, or of somebody who was one here: guardians, who consented to treatment, and what a guardian may learn. */
export function Guardians({ client }: { client: string }) {
  const found = useMinor(client);
  const end = useEndGuardian(client);
  const withdraw = useWithdrawTreatmentConsent(client);
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  if (found.isError) return <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return null;
  const { minor, of_age_on: ofAge, guardians, treatment } = found.data;
  if (!minor && guardians.length === 0 && treatment.length === 0) return null;
  return (
    <section aria-label={words.title}>
      <div className={classes.head}>
        <div>
          <h2>{words.title}</h2>
          <span className={classes.under}>{minor && ofAge !== null ? words.lead(fullDay(ofAge)) : words.ofAge}</span>
        </div>
        {minor && (
          <div>
            <Button variant="default" onClick={() => setOpen('guardian')}>
              {words.add}
            </Button>{' '}
            <Button variant="default" onClick={() => setOpen('consent')}>
              {words.record}
            </Button>
          </div>
        )}
      </div>
      {minor && !treatment.some((one) => one.live) && <p role="status">{words.noConsent}</p>}
      <Treatment found={found.data} onWithdraw={(consent) => setOpen({ withdraw: consent })} />
      {guardians.length === 0 && <p>{words.none}</p>}
      <ul className={classes.list}>
        {guardians.map((one) => (
          <Line key={one.id} guardian={one} client={client} opens={minor && one.holds && !one.may_be_told} onEnd={one.holds ? () => setOpen({ end: one }) : null} />
        ))}
      </ul>
      {open === 'guardian' && <GuardianDialog client={client} onClose={close} />}
      {open === 'consent' && <ConsentDialog client={client} guardians={guardians} onClose={close} />}
      {open !== null && typeof open === 'object' && 'end' in open && (
        <RevokeDialog words={words.end} name={open.end.name} onRevoke={() => end.mutateAsync(open.end.id)} onClose={close} />
      )}
      {open !== null && typeof open === 'object' && 'withdraw' in open && (
        <RevokeDialog
          words={words.withdraw}
          name={words.treats[open.withdraw.treats]}
          onRevoke={() => withdraw.mutateAsync(open.withdraw.id)}
          onClose={close}
        />
      )}
    </section>
  );
}

interface LineProps {
  guardian: Guardian;
  client: string;
  /** A consent of the client's would let them be told. */
  opens: boolean;
  onEnd: (() => void) | null;
}

function Line({ guardian: one, client, opens, onEnd }: LineProps) {
  return (
    <li>
      <span>
        <strong>{one.name}</strong>, {one.relation}{' '}
        <Chip tone={one.may_be_told ? 'good' : 'attention'} icon={one.may_be_told ? IconCheck : IconLock}>
          {one.may_be_told ? words.mayBeTold : words.notTold}
        </Chip>
        <span className={classes.under}>
          {[words.authorities[one.authority], one.authority_note, words.since(fullDay(one.since), one.until === null ? null : fullDay(one.until)), one.phone, one.email]
            .filter((part) => part !== '')
            .join(' · ')}
        </span>
        {opens && (
          <span className={classes.under}>
            {words.opens} <Link href={`~/attendance/clients/${client}`}>{words.consents}</Link>
          </span>
        )}
      </span>
      {onEnd !== null && (
        <Button variant="subtle" color="red" size="compact-sm" aria-label={words.end.revokeFor(one.name)} onClick={onEnd}>
          {words.end.revoke}
        </Button>
      )}
    </li>
  );
}

function Treatment({ found, onWithdraw }: { found: Minor; onWithdraw: (consent: TreatmentConsent) => void }) {
  const names = new Map(found.guardians.map((one) => [one.id, one.name]));
  return (
    <ul className={classes.list}>
      {found.treatment.map((one) => (
        <li key={one.id}>
          <span>
            <strong>{words.treats[one.treats]}</strong>{' '}
            <Chip tone={one.live ? 'good' : 'quiet'}>{one.live ? words.holds : words.withdrawn}</Chip>
            <span className={classes.under}>
              {words.givenBy[one.given_by](names.get(one.guardian_id ?? '') ?? '')}, {fullDay(one.given_on)} · {words.form(one.version)}
            </span>
            <span className={classes.under}>
              {words.law(one.state, one.age, one.needed)} {one.source}
            </span>
          </span>
          {one.live && (
            <Button variant="subtle" color="red" size="compact-sm" aria-label={words.withdraw.revokeFor(words.treats[one.treats])} onClick={() => onWithdraw(one)}>
              {words.withdraw.revoke}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
