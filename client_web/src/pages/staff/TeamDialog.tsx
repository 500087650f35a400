import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAddToSeries, useAddToTeam, useSeriesTeam, useTeamChoices } from '../../api/others';
import type { TeamChoice, TeamRequest } from '../../api/types';
import { FormDialog } from '../../components/clinic/FormDialog';
import { Waiting } from '../../components/clinic/Waiting';
import { seriesTeam, team as words } from '../../texts/clinic';
import type { Day } from '../../time/zone';
import { isWarning } from './AddDialog';

const ROLES: readonly TeamRequest['role'][] = ['facilitator', 'observer', 'interpreter'];

type Part = Omit<TeamRequest, 'despite'>;

interface TeamDialogProps {
  session: string;
  /** Of a session whose series others can be added to as well; null: this session alone. */
  series: { id: string; day: Day } | null;
  onClose: () => void;
}

/** A co-facilitator, a trainee or an interpreter of the staff, for this session alone or all that follow too. */
export function TeamDialog({ session, series, onClose }: TeamDialogProps) {
  const choices = useTeamChoices(session);
  const one = useAddToTeam(session);
  const all = useAddToSeries(series?.id ?? '');
  const [following, setFollowing] = useState(false);
  const [part, setPart] = useState<Part>({ person: '', role: 'facilitator' });
  const saving = following ? all : one;
  const despite = isWarning(saving.error);
  const reset = () => {
    one.reset();
    all.reset();
  };
  const submit = () => {
    if (following && series !== null) all.mutate({ ...part, from_on: series.day, despite }, { onSuccess: onClose });
    else one.mutate({ ...part, despite }, { onSuccess: onClose });
  };
  return (
    <FormDialog
      title={words.title}
      submit={despite ? words.despite : words.submit}
      saving={saving}
      onSubmit={submit}
      onClose={onClose}
    >
      {choices.isPending && <Waiting />}
      {choices.isSuccess && choices.data.length === 0 && <p>{words.nobody}</p>}
      {series !== null && (
        <NativeSelect
          label={words.scope}
          value={following ? 'following' : 'one'}
          data={(['one', 'following'] as const).map((scope) => ({ value: scope, label: words.scopes[scope] }))}
          onChange={(event) => {
            reset();
            setFollowing(event.currentTarget.value === 'following');
          }}
        />
      )}
      <PartFields
        choices={choices.data ?? []}
        part={part}
        onChange={(changed) => {
          reset();
          setPart(changed);
        }}
      />
    </FormDialog>
  );
}

interface SeriesTeamDialogProps {
  series: string;
  first: Day;
  last: Day;
  onClose: () => void;
}

/** As `TeamDialog`, for all that a series meets for from a day on. */
export function SeriesTeamDialog({ series, first, last, onClose }: SeriesTeamDialogProps) {
  const team = useSeriesTeam(series);
  const add = useAddToSeries(series);
  const [part, setPart] = useState<Part>({ person: '', role: 'facilitator' });
  const [from, setFrom] = useState(first);
  const despite = isWarning(add.error);
  return (
    <FormDialog
      title={seriesTeam.addTitle}
      submit={despite ? words.despite : words.submit}
      saving={add}
      onSubmit={() => add.mutate({ ...part, from_on: from, despite }, { onSuccess: onClose })}
      onClose={onClose}
    >
      {team.isSuccess && team.data.choices.length === 0 && <p>{seriesTeam.nobody}</p>}
      <PartFields
        choices={team.data?.choices ?? []}
        part={part}
        onChange={(changed) => {
          add.reset();
          setPart(changed);
        }}
      />
      <TextInput
        label={seriesTeam.firstDay}
        type="date"
        required
        withAsterisk={false}
        min={first}
        max={last}
        value={from}
        onChange={(event) => {
          add.reset();
          setFrom(event.currentTarget.value);
        }}
      />
    </FormDialog>
  );
}

function PartFields({ choices, part, onChange }: { choices: readonly TeamChoice[]; part: Part; onChange: (part: Part) => void }) {
  const offered = choices.filter((one) => part.role !== 'observer' || one.observes);
  return (
    <>
      <NativeSelect
        label={words.as}
        description={words.help[part.role]}
        value={part.role}
        data={ROLES.map((one) => ({ value: one, label: words.roles[one] }))}
        onChange={(event) => onChange({ ...part, role: ROLES.find((one) => one === event.currentTarget.value) ?? 'facilitator' })}
      />
      <NativeSelect
        label={words.who}
        required
        withAsterisk={false}
        value={offered.some((one) => one.person_id === part.person) ? part.person : ''}
        data={[
          { value: '', label: words.choose, disabled: true },
          ...offered.map((one) => ({ value: one.person_id, label: one.name })),
        ]}
        onChange={(event) => onChange({ ...part, person: event.currentTarget.value })}
      />
    </>
  );
}
