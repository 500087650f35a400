import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { usePrograms, useSaveSite } from '../../api/programs';
import type { Site } from '../../api/types';
import { Chip } from '../../components/clinic/Chip';
import { DenseTable } from '../../components/clinic/DenseTable';
import { fieldError, FormDialog } from '../../components/clinic/FormDialog';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { Waiting } from '../../components/clinic/Waiting';
import { programWords, siteWords as words } from '../../texts/clinic';
import { Heading } from './Heading';

export function SitesPage() {
  const isAdmin = useStaff().role === 'admin';
  const found = usePrograms();
  const [editing, setEditing] = useState<Site | 'new' | null>(null);
  return (
    <>
      <Heading current="/sites" lead={words.lead}>
        {isAdmin && <Button onClick={() => setEditing('new')}>{words.add}</Button>}
      </Heading>
      {found.isPending && <Waiting />}
      {found.isLoadingError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.sites.length === 0 && <Message title={words.none} help={words.noneHelp} />}
      {found.data && found.data.sites.length > 0 && (
        <SiteTable sites={found.data.sites} onEdit={isAdmin ? setEditing : null} />
      )}
      {editing && <SiteDialog site={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </>
  );
}

function SiteTable({ sites, onEdit }: { sites: readonly Site[]; onEdit: ((site: Site) => void) | null }) {
  const { columns } = words;
  return (
    <DenseTable
      label={programWords.sites}
      columns={[
        columns.name,
        columns.address,
        columns.phone,
        columns.zone,
        ...(onEdit ? [{ words: programWords.edit, hidden: true }] : []),
      ]}
    >
      {sites.map((site) => (
        <tr key={site.id}>
          <th scope="row">
            {site.name} {site.closed && <Chip tone="quiet">{programWords.closed}</Chip>}
          </th>
          <td data-column={columns.address}>{site.address}</td>
          <td data-column={columns.phone}>{site.phone}</td>
          <td data-column={columns.zone}>{site.time_zone}</td>
          {onEdit && (
            <td className={table.number}>
              <Button
                variant="subtle"
                size="compact-sm"
                aria-label={programWords.editFor(site.name)}
                onClick={() => onEdit(site)}
              >
                {programWords.edit}
              </Button>
            </td>
          )}
        </tr>
      ))}
    </DenseTable>
  );
}

function SiteDialog({ site, onClose }: { site: Site | null; onClose: () => void }) {
  const zone = useStaff().clinic.time_zone;
  const save = useSaveSite(site?.id ?? null);
  const [fields, setFields] = useState({
    name: site?.name ?? '',
    address: site?.address ?? '',
    phone: site?.phone ?? '',
    time_zone: site?.time_zone ?? zone,
  });
  const [closed, setClosed] = useState(site?.closed ?? false);
  const field = (name: keyof typeof fields, label: string, more: object = {}) => (
    <TextInput
      label={label}
      required
      withAsterisk={false}
      autoComplete="off"
      value={fields[name]}
      error={fieldError(save.error, name)}
      onChange={(event) => setFields({ ...fields, [name]: event.currentTarget.value })}
      {...more}
    />
  );
  return (
    <FormDialog
      title={site ? programWords.editFor(site.name) : words.add}
      submit={programWords.save}
      saving={save}
      onSubmit={() => save.mutate({ ...fields, closed }, { onSuccess: onClose })}
      onClose={onClose}
    >
      {field('name', words.name, { minLength: 2, maxLength: 100 })}
      {field('address', words.address, { minLength: 2, maxLength: 300 })}
      {field('phone', words.phone, { type: 'tel', minLength: 3, maxLength: 40 })}
      {field('time_zone', words.zone, { description: words.zoneHelp, maxLength: 64 })}
      {site && (
        <Checkbox label={words.closeIt} checked={closed} onChange={(event) => setClosed(event.currentTarget.checked)} />
      )}
    </FormDialog>
  );
}
