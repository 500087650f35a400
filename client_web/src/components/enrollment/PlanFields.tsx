import { NativeSelect, Text, Textarea, TextInput } from '@mantine/core';
import { ApiProblem } from '../../api/problem';
import { usePrograms } from '../../api/programs';
import type { AdmissionRequest, ProgramDetail } from '../../api/types';
import { enrollmentWords as words, programWords, server } from '../../texts/clinic';
import { fieldError } from '../clinic/FormDialog';
import classes from './PlanFields.module.css';

type Confirmed = NonNullable<AdmissionRequest['confirmed']>;

/** Where somebody goes: as the fields have it. */
export interface PlanDraft {
  program: string;
  track: string;
  day: string;
  hours: string;
  /** Why it is meant, although something is unusual. */
  reason: string;
}

interface PlanFieldsProps {
  draft: PlanDraft;
  error: Error | null;
  /** What the server calls the first day. */
  dayField?: string;
  /** What the fields are in, in the body that is sent. */
  within?: string;
  /** Said of the program that is chosen. */
  about?: (program: ProgramDetail) => string | null;
  onChange: (draft: PlanDraft) => void;
}

/** Program, track, first day and hours of an enrollment. */
export function PlanFields({ draft, error, dayField = 'starts_on', within = '', about, onChange }: PlanFieldsProps) {
  const offered = (usePrograms().data?.programs ?? []).filter((one) => !one.closed);
  const program = offered.find((one) => one.id === draft.program);
  const said = program && about ? about(program) : null;
  return (
    <>
      <NativeSelect
        label={words.program}
        required
        withAsterisk={false}
        value={draft.program}
        data={[{ value: '', label: words.choose }, ...offered.map((one) => ({ value: one.id, label: named(one) }))]}
        error={fieldError(error, `${within}program_id`)}
        onChange={(event) => onChange({ ...draft, program: event.currentTarget.value, track: '' })}
      />
      {said !== null && <Text role="status">{said}</Text>}
      {program && <TrackField program={program} track={draft.track} onChange={(track) => onChange({ ...draft, track })} />}
      <TextInput
        label={words.firstDay}
        type="date"
        required
        withAsterisk={false}
        value={draft.day}
        error={fieldError(error, `${within}${dayField}`)}
        onChange={(event) => onChange({ ...draft, day: event.currentTarget.value })}
      />
      {program && (
        <TextInput
          label={words.ownHours}
          description={words.ownHoursHelp(program.weekly_hours)}
          type="number"
          min={0}
          max={60}
          step={0.25}
          value={draft.hours}
          error={fieldError(error, `${within}weekly_hours`)}
          onChange={(event) => onChange({ ...draft, hours: event.currentTarget.value })}
        />
      )}
    </>
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

export interface Warned {
  code: Confirmed[number];
  words: string;
}

interface WarningsProps {
  warned: readonly Warned[];
  reason: string;
  onReason: (reason: string) => void;
}

/** Of what the server warns before it does it, and why it is meant all the same. */
export function Warnings({ warned, reason, onReason }: WarningsProps) {
  if (warned.length === 0) return null;
  return (
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
        onChange={(event) => onReason(event.currentTarget.value)}
      />
    </div>
  );
}

const CONFIRMED = 'body.confirmed.';

export function warningsOf(error: Error | null): Warned[] {
  if (!(error instanceof ApiProblem) || error.document.code !== 'unconfirmed') return [];
  return error.fields
    .filter((one) => one.path.startsWith(CONFIRMED))
    .map((one) => ({ code: one.path.slice(CONFIRMED.length) as Confirmed[number], words: one.message }));
}

/** As it is sent, but for its first day. */
export function wishOf(draft: PlanDraft, warned: readonly Warned[]) {
  return {
    program_id: draft.program,
    track_id: draft.track === '' ? null : draft.track,
    weekly_hours: draft.hours === '' ? null : Number(draft.hours),
    confirmed: warned.map((one) => one.code),
    reason: draft.reason.trim(),
  };
}
