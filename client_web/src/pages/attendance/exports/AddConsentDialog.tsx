import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useId, useState } from 'react';
import { useRecordConsent } from '../../../api/exports';
import { Dialog } from '../../../components/Dialog';
import { ProblemNotice } from '../../../components/clinic/ProblemNotice';
import { useStaff } from '../../../components/clinic/StaffArea';
import { consents as words } from '../../../texts/clinic';
import { texts } from '../../../texts/en';
import { dayIn } from '../../../time/zone';
import classes from './Section.module.css';

export function AddConsentDialog({ client, onClose }: { client: string; onClose: () => void }) {
  const form = useId();
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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { expires_on: until, ...rest } = draft;
    record.mutate({ ...rest, expires_on: until === '' ? null : until }, { onSuccess: onClose });
  };
  const actions = (
    <>
      <Button variant="default" onClick={onClose}>
        {texts.common.cancel}
      </Button>
      <Button type="submit" form={form} loading={record.isPending}>
        {words.save}
      </Button>
    </>
  );
  return (
    <Dialog title={words.add} onClose={onClose} actions={actions}>
      <form id={form} className={classes.form} onSubmit={submit}>
        {record.isError && <ProblemNotice problem={record.error} />}
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
      </form>
    </Dialog>
  );
}
