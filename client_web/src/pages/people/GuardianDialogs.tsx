import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAddGuardian, useConsentAges, useTreatmentConsent } from '../../api/minors';
import type { Guardian, GuardianRequest, TreatmentConsentRequest } from '../../api/types';
import { fieldError, FormDialog } from '../../components/clinic/FormDialog';
import { useStaff } from '../../components/clinic/StaffArea';
import { guardianWords as words } from '../../texts/clinic';
import { dayIn } from '../../time/zone';
import { STATES } from '../session/joining/states';

function useToday(): string {
  return dayIn(useStaff().clinic.time_zone, new Date());
}

/** A person apart from the client, who learns nothing by being written down. */
export function GuardianDialog({ client, onClose }: { client: string; onClose: () => void }) {
  const add = useAddGuardian(client);
  const today = useToday();
  const [draft, setDraft] = useState({ name: '', relation: '', phone: '', email: '', authority: 'parent', note: '', since: today, until: '' });
  const submit = () =>
    add.mutate(
      {
        name: draft.name.trim(),
        relation: draft.relation.trim(),
        phone: draft.phone.trim(),
        email: draft.email.trim(),
        authority: draft.authority as GuardianRequest['authority'],
        authority_note: draft.note.trim(),
        since: draft.since,
        until: draft.until === '' ? null : draft.until,
      },
      { onSuccess: onClose },
    );
  const field = (name: keyof typeof draft, label: string, more: object = {}) => (
    <TextInput
      label={label}
      autoComplete="off"
      withAsterisk={false}
      value={draft[name]}
      error={fieldError(add.error, name)}
      onChange={(event) => setDraft({ ...draft, [name]: event.currentTarget.value })}
      {...more}
    />
  );
  return (
    <FormDialog title={words.add} submit={words.save} saving={add} onSubmit={submit} onClose={onClose}>
      <p>{words.addHelp}</p>
      {field('name', words.name, { required: true, minLength: 2, maxLength: 200 })}
      {field('relation', words.relation, { required: true, minLength: 2, maxLength: 100 })}
      {field('phone', words.phone, { type: 'tel', maxLength: 40 })}
      {field('email', words.email, { type: 'email', maxLength: 254 })}
      <NativeSelect
        label={words.authority}
        value={draft.authority}
        data={Object.entries(words.authorities).map(([value, label]) => ({ value, label }))}
        onChange={(event) => setDraft({ ...draft, authority: event.currentTarget.value })}
      />
      {field('note', words.authorityNote, { maxLength: 200 })}
      {field('since', words.from, { type: 'date', required: true })}
      {field('until', words.until, { type: 'date', description: words.untilHelp })}
    </FormDialog>
  );
}

interface ConsentDialogProps {
  client: string;
  guardians: readonly Guardian[];
  onClose: () => void;
}

/** What a signed form says, and what the law of that state has to say about it. */
export function ConsentDialog({ client, guardians, onClose }: ConsentDialogProps) {
  const save = useTreatmentConsent(client);
  const ages = useConsentAges().data ?? [];
  const today = useToday();
  const [draft, setDraft] = useState({ by: 'client', guardian: guardians[0]?.id ?? '', treats: 'both', state: '', version: '', day: today });
  const known = ages.find((one) => one.state === draft.state);
  const submit = () =>
    save.mutate(
      {
        given_by: draft.by as TreatmentConsentRequest['given_by'],
        guardian_id: draft.by === 'client' || draft.guardian === '' ? null : draft.guardian,
        treats: draft.treats as TreatmentConsentRequest['treats'],
        state: draft.state,
        version: draft.version.trim(),
        given_on: draft.day,
      },
      { onSuccess: onClose },
    );
  return (
    <FormDialog title={words.record} submit={words.save} saving={save} onSubmit={submit} onClose={onClose}>
      <NativeSelect
        label={words.state}
        required
        withAsterisk={false}
        value={draft.state}
        error={fieldError(save.error, 'state')}
        data={[{ value: '', label: words.choose }, ...STATES.map(([value, label]) => ({ value, label }))]}
        onChange={(event) => setDraft({ ...draft, state: event.currentTarget.value })}
      />
      <NativeSelect
        label={words.treatment}
        value={draft.treats}
        data={Object.entries(words.treats).map(([value, label]) => ({ value, label }))}
        onChange={(event) => setDraft({ ...draft, treats: event.currentTarget.value })}
      />
      {draft.state !== '' && (
        <p role="status">
          {known ? `${words.ages(known.substance_use, known.mental_health)} ${known.source}` : words.unknown}
        </p>
      )}
      <NativeSelect
        label={words.by}
        value={draft.by}
        error={fieldError(save.error, 'given_by')}
        data={Object.entries(words.byWhom).map(([value, label]) => ({ value, label }))}
        onChange={(event) => {
          setDraft({ ...draft, by: event.currentTarget.value });
          save.reset();
        }}
      />
      {draft.by !== 'client' && (
        <NativeSelect
          label={words.which}
          value={draft.guardian}
          error={fieldError(save.error, 'guardian_id')}
          data={[{ value: '', label: words.choose }, ...guardians.map((one) => ({ value: one.id, label: one.name }))]}
          onChange={(event) => setDraft({ ...draft, guardian: event.currentTarget.value })}
        />
      )}
      <TextInput
        label={words.version}
        required
        withAsterisk={false}
        autoComplete="off"
        maxLength={40}
        value={draft.version}
        onChange={(event) => setDraft({ ...draft, version: event.currentTarget.value })}
      />
      <TextInput
        label={words.givenOn}
        type="date"
        required
        withAsterisk={false}
        value={draft.day}
        error={fieldError(save.error, 'given_on')}
        onChange={(event) => setDraft({ ...draft, day: event.currentTarget.value })}
      />
    </FormDialog>
  );
}
