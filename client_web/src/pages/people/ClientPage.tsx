import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useChangeClient, useClient } from '../../api/clients';
import type { ClientDetail } from '../../api/types';
import { Facts } from '../../components/clinic/Facts';
import { FormDialog } from '../../components/clinic/FormDialog';
import { PageHeading } from '../../components/clinic/PageHeading';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import EmergencyCard from '../../components/emergency/EmergencyCard';
import { Waiting } from '../../components/clinic/Waiting';
import { clientWords as words, emergency as emergencyWords, people } from '../../texts/clinic';
import { fullDay } from '../../time/zone';
import { Assessments } from './Assessments';
import { CalendarSection } from './CalendarSection';
import { ClientFields, requestOf, useFields } from './ClientFields';
import { Enrollments } from './Enrollments';
import { Guardians } from './Guardians';
import { History } from './History';
import { KeepApart } from './KeepApart';
import classes from './people.module.css';
import { Reach } from './Reach';
import { CodeDialog, PinDialog } from './SecretDialogs';

/** Who a client is, what they come in with, and in which programs they are and were. */
export function ClientPage({ client }: { client: string }) {
  const isAdmin = useStaff().role === 'admin';
  const found = useClient(client);
  const [editing, setEditing] = useState(false);
  const [emergency, setEmergency] = useState(false);
  if (found.isPending) return <Waiting />;
  if (found.isLoadingError) return <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />;
  const detail = found.data;
  return (
    <>
      <PageHeading title={detail.legal_name} back={{ to: '/', words: words.back }} lead={detail.record_number ?? undefined}>
        <Button variant="default" onClick={() => setEmergency(true)}>
          {emergencyWords.open}
        </Button>
        {isAdmin && (
          <Button variant="default" onClick={() => setEditing(true)}>
            {people.edit}
          </Button>
        )}
      </PageHeading>
      <Facts
        label={words.facts}
        facts={[
          [words.columns.called, detail.chosen_name],
          [words.nameUsed, detail.name_used],
          [words.pronouns, detail.pronouns],
          [words.born, detail.date_of_birth && fullDay(detail.date_of_birth)],
          [
            words.consents,
            <Link href={`~/attendance/clients/${detail.person_id}`}>{words.attendance}</Link>,
          ],
        ]}
      />
      <Enrollments client={detail} isAdmin={isAdmin} />
      <Assessments client={detail.person_id} name={detail.legal_name} />
      <Guardians client={detail.person_id} />
      <KeepApart client={detail.person_id} name={detail.legal_name} />
      <Reach client={detail.person_id} name={detail.legal_name} />
      <CalendarSection client={detail.person_id} name={detail.legal_name} />
      {isAdmin && <SecretSection client={detail.person_id} />}
      {detail.changes.length > 0 && <History changes={detail.changes} />}
      {emergency && <EmergencyCard client={detail.person_id} name={detail.legal_name} onClose={() => setEmergency(false)} />}
      {editing && <EditDialog client={detail} onClose={() => setEditing(false)} />}
    </>
  );
}

function EditDialog({ client, onClose }: { client: ClientDetail; onClose: () => void }) {
  const change = useChangeClient(client.person_id);
  const [fields, setFields] = useFields(client);
  return (
    <FormDialog
      title={client.legal_name}
      submit={people.save}
      saving={change}
      onSubmit={() => change.mutate(requestOf(fields), { onSuccess: onClose })}
      onClose={onClose}
    >
      <ClientFields fields={fields} error={change.error} onChange={setFields} />
    </FormDialog>
  );
}

function SecretSection({ client }: { client: string }) {
  const [setting, setSetting] = useState<'pin' | 'code' | null>(null);
  const close = () => setSetting(null);
  return (
    <section aria-label={words.secrets}>
      <div className={classes.head}>
        <div>
          <h2>{words.secrets}</h2>
          <p className={classes.note}>{words.secretsHelp}</p>
        </div>
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => setSetting('pin')}>
            {words.setPin}
          </Button>
          <Button variant="default" onClick={() => setSetting('code')}>
            {words.setCode}
          </Button>
        </div>
      </div>
      {setting === 'pin' && <PinDialog client={client} onClose={close} />}
      {setting === 'code' && <CodeDialog client={client} onClose={close} />}
    </section>
  );
}
