import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAddHoliday, useHolidays, usePrograms, useRemoveHoliday } from '../../api/programs';
import type { Holiday, Site } from '../../api/types';
import { DenseTable } from '../../components/clinic/DenseTable';
import { fieldError, FormDialog } from '../../components/clinic/FormDialog';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { RevokeDialog } from '../../components/clinic/RevokeDialog';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { Waiting } from '../../components/clinic/Waiting';
import { holidayWords as words, programWords } from '../../texts/clinic';
import { fullDay } from '../../time/zone';
import { Heading } from './Heading';

export function HolidaysPage() {
  const isAdmin = useStaff().role === 'admin';
  const found = useHolidays();
  const sites = usePrograms().data?.sites ?? [];
  const remove = useRemoveHoliday();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Holiday | null>(null);
  return (
    <>
      <Heading current="/holidays" lead={words.lead}>
        {isAdmin && <Button onClick={() => setAdding(true)}>{words.add}</Button>}
      </Heading>
      {found.isPending && <Waiting />}
      {found.isLoadingError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && <Message title={words.none} help={words.noneHelp} />}
      {found.data && found.data.length > 0 && (
        <HolidayTable holidays={found.data} sites={sites} onRemove={isAdmin ? setRemoving : null} />
      )}
      {adding && <HolidayDialog sites={sites} onClose={() => setAdding(false)} />}
      {removing && (
        <RevokeDialog
          words={words}
          name={removing.name}
          onRevoke={() => remove.mutateAsync(removing.id)}
          onClose={() => setRemoving(null)}
        />
      )}
    </>
  );
}

interface HolidayTableProps {
  holidays: readonly Holiday[];
  sites: readonly Site[];
  onRemove: ((holiday: Holiday) => void) | null;
}

function HolidayTable({ holidays, sites, onRemove }: HolidayTableProps) {
  const { columns } = words;
  const where = (one: Holiday) => sites.find((site) => site.id === one.site_id)?.name ?? words.everywhere;
  return (
    <DenseTable
      label={programWords.holidays}
      columns={[
        columns.day,
        columns.name,
        columns.where,
        ...(onRemove ? [{ words: words.revoke, hidden: true }] : []),
      ]}
    >
      {holidays.map((one) => (
        <tr key={one.id}>
          <th scope="row">{fullDay(one.day)}</th>
          <td data-column={columns.name}>{one.name}</td>
          <td data-column={columns.where}>{where(one)}</td>
          {onRemove && (
            <td className={table.number}>
              <Button
                variant="subtle"
                color="red"
                size="compact-sm"
                aria-label={words.revokeFor(one.name)}
                onClick={() => onRemove(one)}
              >
                {words.revoke}
              </Button>
            </td>
          )}
        </tr>
      ))}
    </DenseTable>
  );
}

function HolidayDialog({ sites, onClose }: { sites: readonly Site[]; onClose: () => void }) {
  const add = useAddHoliday();
  const [day, setDay] = useState('');
  const [name, setName] = useState('');
  const [site, setSite] = useState('');
  const open = sites.filter((one) => !one.closed);
  return (
    <FormDialog
      title={words.add}
      submit={programWords.save}
      saving={add}
      onSubmit={() =>
        add.mutate({ day, name: name.trim(), site_id: site === '' ? null : site }, { onSuccess: onClose })
      }
      onClose={onClose}
    >
      <TextInput
        label={words.day}
        type="date"
        required
        withAsterisk={false}
        value={day}
        error={fieldError(add.error, 'day')}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <TextInput
        label={words.name}
        required
        withAsterisk={false}
        minLength={2}
        maxLength={100}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {open.length > 0 && (
        <NativeSelect
          label={words.where}
          value={site}
          data={[{ value: '', label: words.everywhere }, ...open.map((one) => ({ value: one.id, label: one.name }))]}
          onChange={(event) => setSite(event.currentTarget.value)}
        />
      )}
    </FormDialog>
  );
}
