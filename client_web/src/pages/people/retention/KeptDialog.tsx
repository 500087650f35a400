import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useErase, useReleaseHold, useRetentionPreview } from '../../../api/retention';
import type { KeptClient, RetentionPreview } from '../../../api/types';
import { FormDialog } from '../../../components/clinic/FormDialog';
import { ProblemNotice } from '../../../components/clinic/ProblemNotice';
import { Dialog } from '../../../components/Dialog';
import { Waiting } from '../../../components/clinic/Waiting';
import { retentionWords as words } from '../../../texts/clinic';
import { texts } from '../../../texts/en';
import { fullDay } from '../../../time/zone';
import { Reason } from './Dialogs';
import classes from './retention.module.css';

/** What is kept of a client, and what may be done: release the hold, or erase it. */
export function KeptDialog({ client, onClose }: { client: KeptClient; onClose: () => void }) {
  const found = useRetentionPreview(client.person_id);
  if (found.data === undefined || found.isFetching)
    return (
      <Dialog title={words.dialog(client.legal_name)} onClose={onClose} actions={<Close onClose={onClose} />}>
        {found.isError ? <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} /> : <Waiting />}
      </Dialog>
    );
  const { hold, due } = found.data.client;
  if (hold !== null) return <Release found={found.data} onClose={onClose} />;
  if (due) return <Erase found={found.data} onClose={onClose} />;
  return (
    <Dialog title={words.dialog(client.legal_name)} onClose={onClose} actions={<Close onClose={onClose} />}>
      <p>{words.notDue}</p>
    </Dialog>
  );
}

function Release({ found, onClose }: { found: RetentionPreview; onClose: () => void }) {
  const release = useReleaseHold(found.client.person_id);
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={words.dialog(found.client.legal_name)}
      submit={words.release}
      saving={release}
      onSubmit={() => release.mutate(reason.trim(), { onSuccess: onClose })}
      onClose={onClose}
    >
      <div className={classes.told}>
        <p>{words.holdLead}</p>
        <p>{found.client.hold?.reason}</p>
        <Counts found={found} />
      </div>
      <Reason help={words.releaseReasonHelp} value={reason} error={release.error} onChange={setReason} />
    </FormDialog>
  );
}

function Erase({ found, onClose }: { found: RetentionPreview; onClose: () => void }) {
  const erase = useErase(found.client.person_id);
  const [reason, setReason] = useState('');
  const [understood, setUnderstood] = useState(false);
  const { counts, accounted_until: until } = found;
  return (
    <FormDialog
      title={words.dialog(found.client.legal_name)}
      submit={words.erase}
      danger
      saving={erase}
      onSubmit={() => erase.mutate({ reason: reason.trim(), seen: counts }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <div className={classes.told}>
        <Counts found={found} />
        <p>{words.goes}</p>
        <p>{until === null ? words.nameGoes : words.nameStays(counts.disclosures, fullDay(until))}</p>
        <p>{words.stays}</p>
      </div>
      <Reason help={words.eraseReasonHelp} value={reason} error={erase.error} onChange={setReason} />
      <Checkbox label={words.understood} required checked={understood} onChange={(event) => setUnderstood(event.currentTarget.checked)} />
    </FormDialog>
  );
}

function Close({ onClose }: { onClose: () => void }) {
  return (
    <Button variant="default" onClick={onClose}>
      {texts.common.close}
    </Button>
  );
}

function Counts({ found }: { found: RetentionPreview }) {
  const names = Object.keys(words.counts) as (keyof typeof words.counts)[];
  return <p>{names.map((name) => `${words.counts[name]}: ${found.counts[name]}`).join(' · ')}</p>;
}
