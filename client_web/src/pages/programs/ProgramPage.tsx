import { Button, NativeSelect, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { usePrograms, useSaveTrack } from '../../api/programs';
import type { ProgramDetail, Track } from '../../api/types';
import { Chip } from '../../components/clinic/Chip';
import { DenseTable } from '../../components/clinic/DenseTable';
import { Facts } from '../../components/clinic/Facts';
import { fieldError, FormDialog } from '../../components/clinic/FormDialog';
import { Message } from '../../components/clinic/Message';
import { PageHeading } from '../../components/clinic/PageHeading';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { Waiting } from '../../components/clinic/Waiting';
import { problems, programWords as words } from '../../texts/clinic';
import { Handouts } from './Handouts';
import { ProgramDialog } from './ProgramDialog';
import classes from './programs.module.css';

export function ProgramPage({ id }: { id: string }) {
  const isAdmin = useStaff().role === 'admin';
  const found = usePrograms();
  const [editing, setEditing] = useState(false);
  if (found.isPending) return <Waiting />;
  if (found.isLoadingError) return <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />;
  const program = found.data.programs.find((one) => one.id === id);
  if (program === undefined) return <Message {...problems.not_found} tone="attention" />;
  const site = found.data.sites.find((one) => one.id === program.site_id);
  const { least_age: least, most_age: most } = program;
  return (
    <>
      <PageHeading title={program.name} back={{ to: '/', words: words.back }} lead={words.level(program.level_of_care)}>
        {isAdmin && <Button onClick={() => setEditing(true)}>{words.edit}</Button>}
      </PageHeading>
      <Facts
        label={words.facts}
        facts={[
          [words.weeklyHours, String(program.weekly_hours)],
          [words.lasts, program.weeks === null ? null : words.lastsWeeks(program.weeks)],
          [words.site, site?.name ?? words.noSite],
          [words.states, program.states.join(', ')],
          [words.ages, least === null && most === null ? null : words.agesOf(least, most)],
          [words.columns.people, <Link href={`~/people?program=${program.id}`}>{words.people(program.enrolled)}</Link>],
          [words.rules, isAdmin ? <Link href={`~/policies/program/${program.id}`}>{words.rules}</Link> : null],
          [words.closed, program.closed ? words.closeIt : null],
        ]}
      />
      <Tracks program={program} isAdmin={isAdmin} />
      <Handouts program={program.id} closed={program.closed} />
      {editing && <ProgramDialog offered={found.data} program={program} onClose={() => setEditing(false)} />}
    </>
  );
}

function Tracks({ program, isAdmin }: { program: ProgramDetail; isAdmin: boolean }) {
  const [editing, setEditing] = useState<Track | 'new' | null>(null);
  return (
    <section aria-label={words.tracks}>
      <div className={classes.head}>
        <div>
          <h2>{words.tracks}</h2>
          <p className={classes.note}>{program.tracks.length === 0 ? words.noTracks : words.tracksLead}</p>
        </div>
        {isAdmin && !program.closed && (
          <Button variant="default" onClick={() => setEditing('new')}>
            {words.addTrack}
          </Button>
        )}
      </div>
      {program.tracks.length > 0 && (
        <DenseTable
          label={words.tracks}
          columns={[
            words.trackName,
            words.partOfDay,
            words.ages,
            { words: words.columns.people, number: true },
            ...(isAdmin ? [{ words: words.edit, hidden: true }] : []),
          ]}
        >
          {program.tracks.map((track) => (
            <tr key={track.id}>
              <th scope="row">
                {track.name} {track.closed && <Chip tone="quiet">{words.closed}</Chip>}
              </th>
              <td data-column={words.partOfDay}>{words.parts[track.part_of_day]}</td>
              <td data-column={words.ages}>
                {track.least_age === null && track.most_age === null ? words.agesAsProgram : words.agesOf(track.least_age, track.most_age)}
              </td>
              <td data-column={words.columns.people} className={table.number}>
                {track.enrolled}
              </td>
              {isAdmin && (
                <td className={table.number}>
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    aria-label={words.editTrack(track.name)}
                    onClick={() => setEditing(track)}
                  >
                    {words.edit}
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </DenseTable>
      )}
      {editing && (
        <TrackDialog program={program.id} track={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </section>
  );
}

function TrackDialog({ program, track, onClose }: { program: string; track: Track | null; onClose: () => void }) {
  const save = useSaveTrack(program, track?.id ?? null);
  const [name, setName] = useState(track?.name ?? '');
  const [part, setPart] = useState<Track['part_of_day']>(track?.part_of_day ?? 'morning');
  const [closed, setClosed] = useState(track?.closed ?? false);
  const [least, setLeast] = useState(String(track?.least_age ?? ''));
  const [most, setMost] = useState(String(track?.most_age ?? ''));
  const ages = { least_age: least === '' ? null : Number(least), most_age: most === '' ? null : Number(most) };
  const submit = () => save.mutate({ name: name.trim(), part_of_day: part, ...ages, closed }, { onSuccess: onClose });
  return (
    <FormDialog
      title={track ? words.editTrack(track.name) : words.addTrack}
      submit={words.save}
      saving={save}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label={words.trackName}
        required
        withAsterisk={false}
        minLength={2}
        maxLength={100}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={words.partOfDay}
        value={part}
        data={Object.entries(words.parts).map(([value, label]) => ({ value, label }))}
        onChange={(event) => setPart(event.currentTarget.value as Track['part_of_day'])}
      />
      <TextInput
        type="number"
        min={0}
        max={120}
        label={words.leastAge}
        description={words.trackAgesHelp}
        value={least}
        onChange={(event) => setLeast(event.currentTarget.value)}
      />
      <TextInput
        type="number"
        min={0}
        max={120}
        label={words.mostAge}
        value={most}
        error={fieldError(save.error, 'most_age')}
        onChange={(event) => setMost(event.currentTarget.value)}
      />
      {track && (
        <Checkbox label={words.closeIt} checked={closed} onChange={(event) => setClosed(event.currentTarget.checked)} />
      )}
    </FormDialog>
  );
}
