import { TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useRecordConsent } from '../../../api/exports';
import { FormDialog } from '../../../components/clinic/FormDialog';
import { useStaff } from '../../../components/clinic/StaffArea';
import { consents as words } from '../../../texts/clinic';
import { dayIn } from '../../../time/zone';

export function AddConsentDialog({ client, onClose }: { client: string; onClose: () => void }) {
  const known = useId();
  const today = dayIn(useStaff().clinic.time_zone, new Date());
  const record = useRecordConsent(client);
  const [draft, setDraft] = useState({ recipient: '', purpose: '', version: '', given_on: today as string, expires_on: '' });
  const field = (name: keyof typeof draft, label: string, more: object = {}) => (
    <TextInput
      label={label}
      required
      withAsterisk={false}
      autoComplete="off"
      value={draft[name]}
      onChange={(event) => setDraft({ ...draft, [name]: event.currentTarget.value })}
      {...more}
    />
  );
  const submit = () => {
    const { expires_on: until, ...rest } = draft;
    record.mutate({ ...rest, expires_on: until === '' ? null : until }, { onSuccess: onClose });
  };
  return (
    <FormDialog
      title={words.add}
      submit={words.save}
      saving={record}
      onSubmit={submit}
      onClose={onClose}
    >
      {field('recipient', words.recipient, { maxLength: 200, list: `${known}to` })}
      {field('purpose', words.purpose, { maxLength: 200, list: `${known}for` })}
      {field('version', words.version, { maxLength: 40, description: words.versionHelp })}
      {field('given_on', words.givenOn, { type: 'date', max: today })}
      {field('expires_on', words.expiresOn, { type: 'date', required: false, description: words.expiresHelp })}
      <datalist id={`${known}to`}>
        <option value={words.generalRecipient} />
      </datalist>
      <datalist id={`${known}for`}>
        {words.purposes.map((purpose) => (
          <option key={purpose} value={purpose} />
        ))}
      </datalist>
    </FormDialog>
  );
}
