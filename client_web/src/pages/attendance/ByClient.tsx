import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAttendanceByClient } from '../../api/attendance';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { Waiting } from '../../components/clinic/Waiting';
import { attendance as words } from '../../texts/clinic';
import classes from './ByClient.module.css';
import { ClientTable } from './ClientTable';
import { matching } from './clients';
import { Heading } from './Heading';
import { useRange } from './useRange';

export function ByClient() {
  const { range, query } = useRange();
  const [search, setSearch] = useState('');
  const found = useAttendanceByClient(range);
  const clients = matching(found.data ?? [], search);
  const nobody = found.data !== undefined && clients.length === 0;
  return (
    <>
      <Heading view="client" />
      <TextInput
        className={classes.search}
        label={words.search}
        placeholder={words.searchHelp}
        type="search"
        autoComplete="off"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {found.isPending && <Waiting />}
      {found.isError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {nobody && search === '' && <Message title={words.noClients} help={words.noneHelp} />}
      {nobody && search !== '' && <Message title={words.noMatch} help={words.noMatchHelp} />}
      {clients.length > 0 && <ClientTable clients={clients} query={query} stale={found.isPlaceholderData} />}
    </>
  );
}
