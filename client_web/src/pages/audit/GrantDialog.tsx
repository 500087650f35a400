import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useGiveGrant } from '../../api/audit';
import type { Auditor, Person } from '../../api/types';
import { FormDialog } from '../../components/clinic/FormDialog';
import { useStaff } from '../../components/clinic/StaffArea';
import { auditors, grantForm as words } from '../../texts/clinic';
import { addDays, dayIn, instantOf } from '../../time/zone';
import classes from './audit.module.css';
import { ClientPicker } from './ClientPicker';

const USUAL_DAYS = 14;

/** What an auditor may read, of whom, and until when. */
export function GrantDialog({ auditor, onClose }: { auditor: Auditor; onClose: () => void }) {
  const zone = useStaff().clinic.time_zone;
  const today = dayIn(zone, new Date());
  const give = useGiveGrant(auditor.person_id);
  const [purpose, setPurpose] = useState('');
  const [whose, setWhose] = useState<'chosen' | 'all'>('chosen');
  const [clients, setClients] = useState<readonly Person[]>([]);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [ends, setEnds] = useState(addDays(today, USUAL_DAYS));
  const [tried, setTried] = useState(false);
  const nobody = whose === 'chosen' && clients.length === 0;
  const submit = () => {
    setTried(true);
    if (nobody) return;
    give.mutate(
      {
        purpose: purpose.trim(),
        clients: whose === 'all' ? null : clients.map((one) => one.person_id),
        from_on: from === '' ? null : from,
        to_on: to === '' ? null : to,
        expires_at: instantOf(zone, addDays(ends, 1)).toISOString(),
      },
      { onSuccess: onClose },
    );
  };
  const day = (label: string, value: string, set: (day: string) => void, more: object = {}) => (
    <TextInput label={label} type="date" value={value} onChange={(event) => set(event.currentTarget.value)} {...more} />
  );
  return (
    <FormDialog
      title={auditors.grantFor(auditor.name)}
      submit={words.give}
      saving={give}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label={words.purpose}
        description={words.purposeHelp}
        required
        withAsterisk={false}
        minLength={3}
        maxLength={200}
        value={purpose}
        onChange={(event) => setPurpose(event.currentTarget.value)}
      />
      <NativeSelect
        label={words.whose}
        value={whose}
        data={[
          { value: 'chosen', label: words.chosen },
          { value: 'all', label: words.all },
        ]}
        onChange={(event) => setWhose(event.currentTarget.value === 'all' ? 'all' : 'chosen')}
      />
      {whose === 'chosen' && (
        <ClientPicker
          label={words.find}
          help={words.findHelp}
          chosen={clients}
          onChoose={(one) => setClients([...clients, one])}
          onRemove={(one) => setClients(clients.filter((other) => other !== one))}
        />
      )}
      {tried && nobody && <p role="alert">{words.noClients}</p>}
      <div className={classes.pair}>
        {day(words.from, from, setFrom, { description: words.daysHelp })}
        {day(words.to, to, setTo, { description: words.daysHelp, min: from })}
      </div>
      {day(words.ends, ends, setEnds, {
        description: words.endsHelp,
        min: today,
        max: addDays(today, 364),
        required: true,
        withAsterisk: false,
      })}
    </FormDialog>
  );
}
