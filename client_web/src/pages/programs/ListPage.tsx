import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { usePrograms } from '../../api/programs';
import type { Programs } from '../../api/types';
import { Chip } from '../../components/clinic/Chip';
import { DenseTable } from '../../components/clinic/DenseTable';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { Waiting } from '../../components/clinic/Waiting';
import { programWords as words } from '../../texts/clinic';
import { Heading } from './Heading';
import { ProgramDialog } from './ProgramDialog';

export function ListPage() {
  const isAdmin = useStaff().role === 'admin';
  const found = usePrograms();
  const [adding, setAdding] = useState(false);
  return (
    <>
      <Heading current="/" lead={words.lead}>
        {isAdmin && found.data && <Button onClick={() => setAdding(true)}>{words.add}</Button>}
      </Heading>
      {found.isPending && <Waiting />}
      {found.isLoadingError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.programs.length === 0 && (
        <Message title={words.none} help={isAdmin ? words.noneHelp : words.noneForYou} />
      )}
      {found.data && found.data.programs.length > 0 && <List found={found.data} />}
      {adding && found.data && <ProgramDialog offered={found.data} program={null} onClose={() => setAdding(false)} />}
    </>
  );
}

function List({ found }: { found: Programs }) {
  const sites = new Map(found.sites.map((one) => [one.id, one.name]));
  const { columns } = words;
  return (
    <DenseTable
      label={words.programs}
      columns={[
        columns.name,
        columns.level,
        { words: columns.hours, number: true },
        { words: columns.people, number: true },
        columns.tracks,
        columns.site,
      ]}
    >
      {found.programs.map((one) => (
        <tr key={one.id}>
          <th scope="row">
            <Link href={`/${one.id}`}>{one.name}</Link> {one.closed && <Chip tone="quiet">{words.closed}</Chip>}
          </th>
          <td data-column={columns.level}>{words.level(one.level_of_care)}</td>
          <td data-column={columns.hours} className={table.number}>
            {one.weekly_hours}
          </td>
          <td data-column={columns.people} className={table.number}>
            {one.enrolled}
          </td>
          <td data-column={columns.tracks}>
            {one.tracks
              .filter((track) => !track.closed)
              .map((track) => track.name)
              .join(', ')}
          </td>
          <td data-column={columns.site}>{one.site_id === null ? words.noSite : sites.get(one.site_id)}</td>
        </tr>
      ))}
    </DenseTable>
  );
}
