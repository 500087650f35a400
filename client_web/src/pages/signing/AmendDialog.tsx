import { NativeSelect, NumberInput, Radio, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAmend } from '../../api/signing';
import type { Correction, Sheet, SheetRecord } from '../../api/types';
import { FormDialog } from '../../components/clinic/FormDialog';
import { amendment as words, outcomes } from '../../texts/clinic';
import classes from './Dialogs.module.css';
import { minutesOf } from './corrections';

type Chosen = NonNullable<Correction['outcome']>;

const OUTCOMES: readonly Chosen[] = [
  'present',
  'partial',
  'late',
  'left_early',
  'no_show',
  'excused',
  'walk_in',
  'removed',
];

interface AmendDialogProps {
  sheet: Sheet;
  one: SheetRecord;
  onClose: () => void;
}

/** A correction beside the record: new values, or that it should not count. */
export function AmendDialog({ sheet, one: { record, shown }, onClose }: AmendDialogProps) {
  const save = useAmend(sheet.session.id, record.participant.person_id);
  const most = Math.floor(sheet.wall_minutes);
  const value = record.signing.amendments.at(-1)?.after ?? record.signing.derived;
  const [error, setError] = useState(false);
  const [outcome, setOutcome] = useState<Chosen>(OUTCOMES.find((one) => one === record.outcome) ?? 'present');
  const [minutes, setMinutes] = useState<number | ''>(Math.floor(record.countable_minutes));
  const [inRoom, setInRoom] = useState<number | ''>(Math.floor(value.in_room_minutes));
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);

  const minutesWrong = minutes === '' || minutes < 0 || minutes > most;
  const inRoomWrong = inRoom === '' || inRoom < 0 || (minutes !== '' && inRoom > minutes);
  const reasonMissing = reason.trim() === '';
  const submit = () => {
    setTried(true);
    if (reasonMissing || (!error && (minutesWrong || inRoomWrong))) return;
    const said = { shown, reason: reason.trim() };
    save.mutate(
      error
        ? { ...said, outcome: null, countable_minutes: 0, in_room_minutes: null }
        : { ...said, outcome, ...minutesOf(minutes, inRoom, record.countable_minutes, value.in_room_minutes) },
      { onSuccess: onClose },
    );
  };
  const number = (value: string | number) => (value === '' ? '' : Number(value));

  return (
    <FormDialog
      title={words.title}
      submit={words.save}
      saving={save}
      noValidate
      onSubmit={submit}
      onClose={onClose}
    >
      <Text>
        <strong>{record.participant.legal_name}</strong>. {words.lead}
      </Text>
      <Radio.Group
        label={words.what}
        value={error ? 'error' : 'values'}
        onChange={(chosen) => setError(chosen === 'error')}
      >
        <div className={classes.choices}>
          <Radio value="values" label={words.values} />
          <Radio value="error" label={words.error} />
        </div>
      </Radio.Group>
      {!error && (
        <>
          <NativeSelect
            label={words.outcome}
            value={outcome}
            onChange={(event) => setOutcome(OUTCOMES.find((one) => one === event.currentTarget.value) ?? 'present')}
            data={OUTCOMES.map((one) => ({ value: one, label: outcomes[one] }))}
          />
          <div className={classes.two}>
            <NumberInput
              label={words.minutes}
              description={words.minutesHelp(most)}
              value={minutes}
              onChange={(value) => setMinutes(number(value))}
              error={tried && minutesWrong ? words.minutesWrong(most) : undefined}
            />
            <NumberInput
              label={words.inRoom}
              value={inRoom}
              onChange={(value) => setInRoom(number(value))}
              error={tried && inRoomWrong ? words.inRoomWrong : undefined}
            />
          </div>
        </>
      )}
      <TextInput
        label={words.reason}
        description={words.reasonHelp}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={tried && reasonMissing ? words.reasonMissing : undefined}
      />
    </FormDialog>
  );
}
