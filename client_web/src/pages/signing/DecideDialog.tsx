import { Button, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useDecide } from '../../api/signing';
import type { Amendment, SheetRecord } from '../../api/types';
import { tellApart } from '../../components/clinic/duration';
import { OutcomeChip } from '../../components/clinic/OutcomeChip';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { Dialog } from '../../components/Dialog';
import { amendment as words } from '../../texts/clinic';
import { texts } from '../../texts/en';
import classes from './Dialogs.module.css';
import { LateFacts } from './LateFacts';

interface DecideDialogProps {
  session: string;
  one: SheetRecord;
  onClose: () => void;
}

/** Facts that came late would change a signed record: both values, and who decides why. */
export function DecideDialog({ session, one: { record }, onClose }: DecideDialogProps) {
  const proposal = record.signing.amendments.find((one) => one.state === 'proposed');
  const decide = useDecide(session, proposal?.id ?? '');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  if (proposal === undefined) return null;
  const [before, after] = tellApart(proposal.before.countable_minutes, proposal.after.countable_minutes);
  const act = (accepted: boolean) => {
    setTried(true);
    if (reason.trim() === '' || decide.isPending) return;
    decide.mutate({ accepted, reason: reason.trim() }, { onSuccess: onClose });
  };
  return (
    <Dialog
      title={words.decideTitle}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button variant="default" onClick={() => act(false)}>
            {words.decline}
          </Button>
          <Button loading={decide.isPending} onClick={() => act(true)}>
            {words.accept}
          </Button>
        </>
      }
    >
      <div className={classes.form}>
        <Text>
          <strong>{record.participant.legal_name}</strong>. {words.decideLead}
        </Text>
        <dl className={classes.two}>
          <Value label={words.now} value={proposal.before} time={before} />
          <Value label={words.then} value={proposal.after} time={after} />
        </dl>
        <LateFacts record={record} />
        {decide.isError && <ProblemNotice problem={decide.error} />}
        <TextInput
          label={words.reason}
          description={words.reasonHelp}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={tried && reason.trim() === '' ? words.reasonMissing : undefined}
        />
      </div>
    </Dialog>
  );
}

function Value({ label, value, time }: { label: string; value: Amendment['before']; time: string }) {
  return (
    <div>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.value}>
        <OutcomeChip outcome={value.outcome} /> {time}
      </dd>
    </div>
  );
}
