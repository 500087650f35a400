import { NativeSelect, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAdmit, useMove } from '../../api/clients';
import { ApiProblem } from '../../api/problem';
import { usePrograms } from '../../api/programs';
import type { AdmissionRequest, ClientDetail, Enrollment, ProgramDetail } from '../../api/types';
import { fieldError, FormDialog } from '../../components/clinic/FormDialog';
import { useStaff } from '../../components/clinic/StaffArea';
import { enrollmentWords as words, programWords, server } from '../../texts/clinic';
import { addDays, dayIn } from '../../time/zone';
import { direction } from '../programs/levels';
import classes from './people.module.css';

type Confirmed = NonNullable<AdmissionRequest['confirmed']>;

interface EnrollDialogProps {
  client: ClientDetail;
  /** What somebody is moved on from; null: they are admitted. */
  from: Enrollment | null;
  onClose: () => void;
}

/** Into a program: admitted, or moved on from another or its track. What is unusual is said first, and wants a reason. */
export function EnrollDialog({ client, from, onClose }: EnrollDialogProps) {
  const today = dayIn(useStaff().clinic.time_zone, new Date());
  const offered = (usePrograms().data?.programs ?? []).filter((one) => !one.closed);
  const admit = useAdmit(client.person_id);
  const move = useMove(client.person_id, from?.id ?? '');
  const saving = from === null ? admit : move;
  const [chosen, setChosen] = useState(from?.program_id ?? '');
  const [track, setTrack] = useState(from?.track_id ?? '');
  const [day, setDay] = useState(from === null ? today : addDays(from.starts_on < today ? today : from.starts_on, 1));
  const [hours, setHours] = useState(from?.own_hours ? String(from.weekly_hours) : '');
  const [reason, setReason] = useState('');
  const program = offered.find((one) => one.id === chosen);
  const warned = warningsOf(saving.error);
  const submit = () => {
    const wish = {
      program_id: chosen,
      track_id: track === '' ? null : track,
      weekly_hours: hours === '' ? null : Number(hours),
      confirmed: warned.map((one) => one.code),
      reason: reason.trim(),
    };
    if (from === null) admit.mutate({ ...wish, starts_on: day }, { onSuccess: onClose });
    else move.mutate({ ...wish, first_day: day, version: from.version }, { onSuccess: onClose });
  };
  const usual = from === null ? words.enroll : words.moveSubmit;
  const anyway = from === null ? words.confirm : words.moveAnyway;
  return (
    <FormDialog
      title={from === null ? words.enrollTitle(client.legal_name) : words.moveTitle}
      submit={warned.length > 0 ? anyway : usual}
      saving={{ isPending: saving.isPending, error: warned.length > 0 ? null : saving.error }}
      onSubmit={submit}
      onClose={onClose}
    >
      {warned.length > 0 && (
        <div className={classes.warnings} role="alert">
          <h3>{words.warned}</h3>
          {warned.map((one) => (
            <p key={one.code}>{server.said(one.words)}</p>
          ))}
          <Textarea
            label={words.reason}
            required
            withAsterisk={false}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </div>
      )}
      {from !== null && <Text>{words.moveHelp}</Text>}
      <NativeSelect
        label={words.program}
        required
        withAsterisk={false}
        value={chosen}
        data={[{ value: '', label: words.choose }, ...offered.map((one) => ({ value: one.id, label: named(one) }))]}
        error={fieldError(saving.error, 'program_id')}
        onChange={(event) => {
          setChosen(event.currentTarget.value);
          setTrack('');
          saving.reset();
        }}
      />
      {from !== null && program && program.id !== from.program_id && (
        <Text role="status">{words.is[direction(from.level_of_care, program.level_of_care)]}</Text>
      )}
      {program && <TrackField program={program} track={track} onChange={setTrack} />}
      <TextInput
        label={words.firstDay}
        type="date"
        required
        withAsterisk={false}
        value={day}
        error={fieldError(saving.error, from === null ? 'starts_on' : 'first_day')}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      {program && (
        <TextInput
          label={words.ownHours}
          description={words.ownHoursHelp(program.weekly_hours)}
          type="number"
          min={0}
          max={60}
          step={0.25}
          value={hours}
          error={fieldError(saving.error, 'weekly_hours')}
          onChange={(event) => {
            setHours(event.currentTarget.value);
            saving.reset();
          }}
        />
      )}
    </FormDialog>
  );
}

interface TrackFieldProps {
  program: ProgramDetail;
  track: string;
  onChange: (track: string) => void;
}

function TrackField({ program, track, onChange }: TrackFieldProps) {
  const tracks = program.tracks.filter((one) => !one.closed);
  if (tracks.length === 0) return null;
  return (
    <NativeSelect
      label={words.track}
      value={track}
      data={[{ value: '', label: words.noTrack }, ...tracks.map((one) => ({ value: one.id, label: one.name }))]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function named(program: ProgramDetail): string {
  return `${program.name}, ${programWords.level(program.level_of_care)}`;
}

const CONFIRMED = 'body.confirmed.';

/** Of what the server warns before it does it. */
function warningsOf(error: Error | null): { code: Confirmed[number]; words: string }[] {
  if (!(error instanceof ApiProblem) || error.document.code !== 'unconfirmed') return [];
  return error.fields
    .filter((one) => one.path.startsWith(CONFIRMED))
    .map((one) => ({ code: one.path.slice(CONFIRMED.length) as Confirmed[number], words: one.message }));
}
