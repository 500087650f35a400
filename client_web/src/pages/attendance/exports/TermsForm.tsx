import { NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useId } from 'react';
import { useConsents, useNamedInConsents } from '../../../api/exports';
import type { ExportBasis, ExportFormat } from '../../../api/types';
import { useStaff } from '../../../components/clinic/StaffArea';
import { exports as words } from '../../../texts/clinic';
import classes from './ExportDialog.module.css';
import { basesFor, type Draft, named, NEEDS_CONSENT, type Scope, withBasis } from './terms';

interface TermsFormProps {
  id: string;
  scope: Scope;
  draft: Draft;
  onChange: (draft: Draft) => void;
  onSubmit: () => void;
}

/** What, whose, on what basis, to whom, what for. */
export function TermsForm({ id, scope, draft, onChange, onSubmit }: TermsFormProps) {
  const set = (changed: Partial<Draft>) => onChange({ ...draft, ...changed });
  const setFormat = (format: ExportFormat) => {
    const bases = basesFor(format, draft.client);
    onChange(withBasis({ ...draft, format }, bases.includes(draft.basis) ? draft.basis : bases[0]!));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  const particulars = words.particulars[draft.basis as keyof typeof words.particulars] as string | undefined;
  return (
    <form id={id} className={classes.form} onSubmit={submit}>
      {scope.formats.length > 1 && (
        <NativeSelect
          label={words.format}
          data={scope.formats.map((value) => ({ value, label: words.formats[value] }))}
          value={draft.format}
          onChange={(event) => setFormat(event.currentTarget.value as ExportFormat)}
        />
      )}
      {scope.clients && (
        <NativeSelect
          label={words.client}
          description={words.sheetHelp}
          data={scope.clients.map((one) => ({ value: one.person_id, label: one.legal_name }))}
          value={draft.client}
          onChange={(event) => set({ client: event.currentTarget.value })}
        />
      )}
      <NativeSelect
        label={words.basis}
        data={basesFor(draft.format, draft.client).map((value) => ({ value, label: words.bases[value] }))}
        value={draft.basis}
        onChange={(event) => onChange(withBasis(draft, event.currentTarget.value as ExportBasis))}
      />
      {draft.basis !== 'client' && <Recipient draft={draft} onChange={set} />}
      {particulars !== undefined && (
        <TextInput
          label={particulars}
          required
          withAsterisk={false}
          maxLength={200}
          value={draft.particulars}
          onChange={(event) => set({ particulars: event.currentTarget.value })}
        />
      )}
    </form>
  );
}

function Recipient({ draft, onChange }: { draft: Draft; onChange: (changed: Partial<Draft>) => void }) {
  const recipients = useId();
  const purposes = useId();
  const admin = useStaff().role === 'admin';
  const consented = NEEDS_CONSENT.has(draft.basis);
  const own = useConsents(draft.client, consented && draft.client !== '');
  const all = useNamedInConsents(consented && draft.client === '' && admin);
  const known = consented ? named(own.data, all.data) : [];
  const emergency = draft.basis === 'emergency';
  return (
    <>
      <TextInput
        label={emergency ? words.recipientEmergency : words.recipient}
        list={recipients}
        required
        withAsterisk={false}
        autoComplete="off"
        maxLength={200}
        value={draft.recipient}
        onChange={(event) => onChange({ recipient: event.currentTarget.value })}
      />
      <datalist id={recipients}>
        {[...new Set(known.map((one) => one.recipient))].map((recipient) => (
          <option key={recipient} value={recipient} />
        ))}
      </datalist>
      {emergency && (
        <TextInput
          label={words.affiliation}
          required
          withAsterisk={false}
          maxLength={200}
          value={draft.affiliation}
          onChange={(event) => onChange({ affiliation: event.currentTarget.value })}
        />
      )}
      {draft.basis === 'treatment_payment_operations' ? (
        <NativeSelect
          label={words.purpose}
          data={words.purposes}
          value={draft.purpose}
          onChange={(event) => onChange({ purpose: event.currentTarget.value })}
        />
      ) : (
        <>
          <TextInput
            label={words.purpose}
            list={purposes}
            required
            withAsterisk={false}
            autoComplete="off"
            maxLength={200}
            value={draft.purpose}
            onChange={(event) => onChange({ purpose: event.currentTarget.value })}
          />
          <datalist id={purposes}>
            {[
              ...new Set(
                known.filter((one) => one.recipient === draft.recipient || draft.recipient === '').map((one) => one.purpose),
              ),
            ].map((purpose) => (
              <option key={purpose} value={purpose} />
            ))}
          </datalist>
        </>
      )}
    </>
  );
}
