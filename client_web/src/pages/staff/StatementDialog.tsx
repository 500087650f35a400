import { NativeSelect, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useStatement } from '../../api/sessions';
import type { RosterEntry, SessionDetail, Statement } from '../../api/types';
import { FormDialog } from '../../components/clinic/FormDialog';
import { statement as words } from '../../texts/clinic';
import { wallTime } from '../../time/zone';
import { latestEnd, spanOf } from './statement';
import classes from './StatementDialog.module.css';

interface StatementDialogProps {
  session: SessionDetail;
  clients: readonly RosterEntry[];
  onClose: () => void;
  onSaved: () => void;
}

const MODALITIES: readonly Statement['modality'][] = ['phone', 'in_room', 'video', 'audio_only'];
const SHORTEST_REASON = 3;

export function StatementDialog({ session, clients, onClose, onSaved }: StatementDialogProps) {
  const zone = session.time_zone;
  const save = useStatement(session.id);
  const [participant, setParticipant] = useState(clients[0]?.person_id ?? '');
  const [modality, setModality] = useState<Statement['modality']>('phone');
  const [from, setFrom] = useState(wallTime(zone, new Date(session.started_at ?? session.starts_at)));
  const [to, setTo] = useState(wallTime(zone, latestEnd(session, Date.now())));
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);

  const span = spanOf(session, from, to);
  const future = span !== null && span.to.getTime() > Date.now();
  const reasonShort = reason.trim().length < SHORTEST_REASON;
  const submit = () => {
    setTried(true);
    if (span === null || future || reasonShort) return;
    save.mutate(
      {
        participant,
        modality,
        reason: reason.trim(),
        started_at: span.from.toISOString(),
        ended_at: span.to.toISOString(),
      },
      { onSuccess: onSaved },
    );
  };

  return (
    <FormDialog
      title={words.title}
      submit={words.save}
      saving={save}
      noValidate
      onSubmit={submit}
      onClose={onClose}
    >
      <Text>{words.lead}</Text>
      <NativeSelect
        label={words.who}
        value={participant}
        onChange={(event) => setParticipant(event.currentTarget.value)}
        data={clients.map((client) => ({ value: client.person_id, label: client.legal_name }))}
      />
      <div className={classes.times}>
        <TextInput label={words.from} type="time" value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        <TextInput
          label={words.to}
          type="time"
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
          error={(tried && span === null && words.backwards) || (tried && future && words.future) || undefined}
        />
      </div>
      <NativeSelect
        label={words.modality}
        value={modality}
        onChange={(event) => setModality(MODALITIES.find((one) => one === event.currentTarget.value) ?? 'phone')}
        data={MODALITIES.map((one) => ({ value: one, label: words.modalities[one] }))}
      />
      <TextInput
        label={words.reason}
        description={words.reasonHelp}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={tried && reasonShort ? words.reasonShort : undefined}
      />
    </FormDialog>
  );
}
