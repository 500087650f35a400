import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useAddToTeam, useTeamChoices } from '../../api/others';
import type { TeamRequest } from '../../api/types';
import { FormDialog } from '../../components/clinic/FormDialog';
import { Waiting } from '../../components/clinic/Waiting';
import { team as words } from '../../texts/clinic';
import { isWarning } from './AddDialog';

const ROLES: readonly TeamRequest['role'][] = ['facilitator', 'observer', 'interpreter'];

/** A co-facilitator, a trainee or an interpreter of the staff, for this session alone. */
export function TeamDialog({ session, onClose }: { session: string; onClose: () => void }) {
  const choices = useTeamChoices(session);
  const add = useAddToTeam(session);
  const [person, setPerson] = useState('');
  const [role, setRole] = useState<TeamRequest['role']>('facilitator');
  const despite = isWarning(add.error);
  const offered = (choices.data ?? []).filter((one) => role !== 'observer' || one.observes);
  return (
    <FormDialog
      title={words.title}
      submit={despite ? words.despite : words.submit}
      saving={add}
      onSubmit={() => add.mutate({ person, role, despite }, { onSuccess: onClose })}
      onClose={onClose}
    >
      {choices.isPending && <Waiting />}
      {choices.isSuccess && choices.data.length === 0 && <p>{words.nobody}</p>}
      <NativeSelect
        label={words.as}
        description={words.help[role]}
        value={role}
        data={ROLES.map((one) => ({ value: one, label: words.roles[one] }))}
        onChange={(event) => {
          add.reset();
          setRole(ROLES.find((one) => one === event.currentTarget.value) ?? 'facilitator');
        }}
      />
      <NativeSelect
        label={words.who}
        required
        withAsterisk={false}
        value={offered.some((one) => one.person_id === person) ? person : ''}
        data={[
          { value: '', label: words.choose, disabled: true },
          ...offered.map((one) => ({ value: one.person_id, label: one.name })),
        ]}
        onChange={(event) => {
          add.reset();
          setPerson(event.currentTarget.value);
        }}
      />
    </FormDialog>
  );
}
