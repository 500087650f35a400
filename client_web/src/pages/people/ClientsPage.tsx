import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Link, useSearch } from 'wouter';
import { useClients } from '../../api/clients';
import { usePrograms } from '../../api/programs';
import type { ClientLine, ClientSearch } from '../../api/types';
import { DenseTable } from '../../components/clinic/DenseTable';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { Waiting } from '../../components/clinic/Waiting';
import { clientWords as words } from '../../texts/clinic';
import { fullDay } from '../../time/zone';
import { AddClientDialog } from './AddClientDialog';
import { Heading } from './Heading';
import classes from './people.module.css';

type Enrolled = keyof typeof words.choices;

export function ClientsPage() {
  const isAdmin = useStaff().role === 'admin';
  const given = new URLSearchParams(useSearch()).get('program');
  const [search, setSearch] = useState<ClientSearch>({ text: '', enrolled: true, program_id: given });
  const [adding, setAdding] = useState(false);
  const found = useClients(search);
  const clients = found.data?.pages.flatMap((page) => page.clients) ?? [];
  return (
    <>
      <Heading current="/" lead={isAdmin ? words.lead : words.leadOwn}>
        {isAdmin && <Button onClick={() => setAdding(true)}>{words.add}</Button>}
      </Heading>
      <SearchForm search={search} onSearch={setSearch} />
      {found.isPending && <Waiting />}
      {found.isLoadingError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && clients.length === 0 && <Nobody inCare={isAdmin && isUsual(search)} />}
      {clients.length > 0 && <ClientTable clients={clients} />}
      {found.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {words.more}
          </Button>
        </div>
      )}
      {adding && <AddClientDialog onClose={() => setAdding(false)} />}
    </>
  );
}

/** Whom one sees on coming to the page: everybody in care. */
function isUsual({ text, enrolled, program_id }: ClientSearch): boolean {
  return text === '' && enrolled === true && !program_id;
}

function Nobody({ inCare }: { inCare: boolean }) {
  return inCare ? (
    <Message title={words.noneInCare} help={words.noneInCareHelp} />
  ) : (
    <Message title={words.none} help={words.noneHelp} />
  );
}

/** The text is asked for when it is sent, a choice at once. */
function SearchForm({ search, onSearch }: { search: ClientSearch; onSearch: (search: ClientSearch) => void }) {
  const programs = usePrograms().data?.programs ?? [];
  const [text, setText] = useState(search.text ?? '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch({ ...search, text });
  };
  const enrolled = search.enrolled === null || search.enrolled === undefined ? '' : String(search.enrolled);
  return (
    <form className={classes.form} role="search" aria-label={words.form} onSubmit={submit}>
      <TextInput
        size="sm"
        type="search"
        label={words.text}
        autoComplete="off"
        maxLength={100}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <NativeSelect
        size="sm"
        label={words.which}
        value={enrolled}
        data={(['true', 'false', ''] as Enrolled[]).map((value) => ({ value, label: words.choices[value] }))}
        onChange={(event) => {
          const value = event.currentTarget.value;
          onSearch({ ...search, text, enrolled: value === '' ? null : value === 'true' });
        }}
      />
      <NativeSelect
        size="sm"
        label={words.program}
        value={search.program_id ?? ''}
        data={[{ value: '', label: words.anyProgram }, ...programs.map((one) => ({ value: one.id, label: one.name }))]}
        onChange={(event) => onSearch({ ...search, text, program_id: event.currentTarget.value || null })}
      />
      <Button type="submit" size="sm" variant="default">
        {words.submit}
      </Button>
    </form>
  );
}

function ClientTable({ clients }: { clients: readonly ClientLine[] }) {
  const { columns } = words;
  return (
    <DenseTable
      label={words.table}
      columns={[
        columns.name,
        columns.called,
        columns.record,
        columns.program,
        columns.since,
      ]}
    >
      {clients.map((one) => (
        <tr key={one.person_id}>
          <th scope="row">
            <Link href={`/clients/${one.person_id}`}>{one.legal_name}</Link>
            {one.name_used !== '' && <span className={table.under}>{one.name_used}</span>}
          </th>
          <td data-column={columns.called}>
            {one.chosen_name}
            {one.pronouns !== '' && <span className={table.dim}> ({one.pronouns})</span>}
          </td>
          <td data-column={columns.record}>{one.record_number}</td>
          <td data-column={columns.program}>
            {one.enrollments.length === 0 && <span className={table.dim}>{words.notEnrolled}</span>}
            {one.enrollments.map((held) => (
              <div key={held.program_id + held.starts_on}>
                {held.program}
                {held.track !== null && `, ${held.track}`}
              </div>
            ))}
          </td>
          <td data-column={columns.since}>
            {one.enrollments.map((held) => (
              <div key={held.program_id + held.starts_on}>
                {fullDay(held.starts_on)}
                {held.ends_on !== null && <span className={table.dim}> {words.until(fullDay(held.ends_on))}</span>}
              </div>
            ))}
          </td>
        </tr>
      ))}
    </DenseTable>
  );
}
