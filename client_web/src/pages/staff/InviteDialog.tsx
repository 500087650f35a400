import { NativeSelect, Text, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useConsents } from '../../api/exports';
import { useInvite } from '../../api/others';
import type { InviteRequest, SessionDetail } from '../../api/types';
import { fieldError, FormDialog } from '../../components/clinic/FormDialog';
import { useStaff } from '../../components/clinic/StaffArea';
import { invite as words, others } from '../../texts/clinic';
import { dayIn } from '../../time/zone';
import { isWarning } from './AddDialog';
import { MadeLink } from './MadeLink';

interface InviteDialogProps {
  session: SessionDetail;
  takesGuests: boolean;
  onClose: () => void;
}

const CHANNELS = ['email', 'sms', 'phone', 'in_person'] as const;
const RECORD = '';

/** Invites a guest of one client, with that client's consent; or an interpreter from outside. */
export function InviteDialog({ session, takesGuests, onClose }: InviteDialogProps) {
  const send = useInvite(session.id);
  const listed = useId();
  const today = dayIn(useStaff().clinic.time_zone, new Date());
  const [draft, setDraft] = useState({
    role: takesGuests ? ('guest' as const) : ('interpreter' as const as InviteRequest['role']),
    client: '',
    name: '',
    relation: '',
    channel: 'email' as InviteRequest['channel'],
    consent: RECORD,
    version: '',
    given_on: today as string,
    expires_on: '',
    reason: '',
  });
  const change = (changes: Partial<typeof draft>) => {
    send.reset();
    setDraft({ ...draft, ...changes });
  };
  const clients = (session.roster ?? []).filter((one) => one.role === 'client');
  const guest = draft.role === 'guest';
  const consents = useConsents(draft.client, guest && draft.client !== '');
  const naming = (consents.data ?? []).filter((one) => one.state === 'live' && same(one.recipient, draft.name));
  const onRecord = naming.find((one) => one.id === draft.consent) ?? null;
  const despite = isWarning(send.error);
  if (send.data) return <MadeLink title={words.linkTitle(draft.name)} link={send.data} zone={session.time_zone} words={words} help={words.linkHelp} onClose={onClose} />;
  const submit = () => {
    const form = { version: draft.version.trim(), given_on: draft.given_on, expires_on: draft.expires_on === '' ? null : draft.expires_on };
    send.mutate({
      role: draft.role,
      name: draft.name.trim(),
      relation: guest ? draft.relation.trim() : '',
      channel: draft.channel,
      client: draft.client === '' ? null : draft.client,
      consent: guest ? (onRecord?.id ?? null) : null,
      given: guest && onRecord === null ? form : null,
      reason: draft.reason.trim(),
      despite,
    });
  };
  const field = (name: 'name' | 'relation' | 'version' | 'given_on' | 'expires_on' | 'reason', label: string, more: object = {}) => (
    <TextInput
      label={label}
      required
      withAsterisk={false}
      autoComplete="off"
      value={draft[name]}
      error={fieldError(send.error, name)}
      onChange={(event) => (name === 'reason' ? setDraft({ ...draft, reason: event.currentTarget.value }) : change({ [name]: event.currentTarget.value }))}
      {...more}
    />
  );
  return (
    <FormDialog title={words.title} submit={despite ? words.despite : words.submit} saving={send} onSubmit={submit} onClose={onClose}>
      <NativeSelect
        label={words.as}
        description={takesGuests ? undefined : others.noGuests}
        value={draft.role}
        data={[
          { value: 'guest', label: words.roles.guest, disabled: !takesGuests },
          { value: 'interpreter', label: words.roles.interpreter },
        ]}
        onChange={(event) => change({ role: event.currentTarget.value === 'guest' ? 'guest' : 'interpreter' })}
      />
      <NativeSelect
        label={words.client}
        required={guest}
        withAsterisk={false}
        value={draft.client}
        error={fieldError(send.error, 'client')}
        data={[
          { value: '', label: guest ? words.chooseClient : words.everybody, disabled: guest },
          ...clients.map((one) => ({ value: one.person_id, label: one.legal_name })),
        ]}
        onChange={(event) => change({ client: event.currentTarget.value, consent: RECORD })}
      />
      {field('name', words.name, { maxLength: 200 })}
      {guest && field('relation', words.relation, { maxLength: 100, list: `${listed}is` })}
      <datalist id={`${listed}is`}>
        {words.relations.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <NativeSelect
        label={words.channel}
        value={draft.channel}
        data={CHANNELS.map((one) => ({ value: one, label: words.channels[one] }))}
        onChange={(event) => change({ channel: CHANNELS.find((one) => one === event.currentTarget.value) ?? 'email' })}
      />
      {guest && (
        <NativeSelect
          label={words.consent}
          description={words.consentHelp}
          value={onRecord?.id ?? RECORD}
          error={fieldError(send.error, 'consent')}
          data={[
            ...naming.map((one) => ({ value: one.id, label: words.recorded(one.version, one.given_on) })),
            { value: RECORD, label: words.record },
          ]}
          onChange={(event) => change({ consent: event.currentTarget.value })}
        />
      )}
      {guest && onRecord === null && (
        <>
          {field('version', words.version, { maxLength: 40, description: words.versionHelp })}
          {field('given_on', words.givenOn, { type: 'date', max: today })}
          {field('expires_on', words.expiresOn, { type: 'date', required: false, description: words.expiresHelp })}
        </>
      )}
      {despite && field('reason', words.reason, { minLength: 3, maxLength: 500 })}
      {guest && clients.length === 0 && <Text>{words.chooseClient}</Text>}
    </FormDialog>
  );
}

/** As the server compares names: spacing and case make no difference. */
function same(one: string, other: string): boolean {
  const plain = (text: string) => text.trim().replace(/\s+/g, ' ').toLowerCase();
  return plain(one) === plain(other);
}
