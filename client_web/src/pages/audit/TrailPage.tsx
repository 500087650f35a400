import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useStaffChoices, useTrail } from '../../api/audit';
import type { Person, TrailEntry, TrailRequest } from '../../api/types';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import { Waiting } from '../../components/clinic/Waiting';
import { audit, trailWords as words } from '../../texts/clinic';
import { RangeFilter } from '../attendance/RangeFilter';
import { useRange } from '../attendance/useRange';
import { ClientPicker } from './ClientPicker';
import { Heading } from './Heading';
import { TrailDay } from './TrailDay';
import classes from './audit.module.css';

/** Who saw, exported, signed and changed what, by day, newest first. */
export function TrailPage() {
  const { range, today, choose } = useRange();
  const admin = useStaff().role === 'admin';
  const [client, setClient] = useState<Person | null>(null);
  const [actor, setActor] = useState('');
  const staff = useStaffChoices(admin);
  return (
    <>
      <Heading view="trail" />
      <RangeFilter range={range} today={today} onChange={choose} />
      {admin && (
        <div className={`${classes.form} ${classes.top}`}>
          <div className={classes.wide}>
            <ClientPicker
              label={words.client}
              help={words.clientHelp}
              chosen={client === null ? [] : [client]}
              onChoose={setClient}
              onRemove={() => setClient(null)}
            />
          </div>
          <NativeSelect
            size="sm"
            label={words.who}
            value={actor}
            data={[
              { value: '', label: audit.any },
              ...(staff.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(event) => setActor(event.currentTarget.value)}
          />
        </div>
      )}
      <Acts
        request={{
          from_on: range.from,
          to_on: range.to,
          client: client?.person_id ?? null,
          actor: actor === '' ? null : actor,
          size: 100,
        }}
      />
    </>
  );
}

function Acts({ request }: { request: TrailRequest }) {
  const found = useTrail(request);
  if (found.isPending) return <Waiting />;
  if (found.isError && !found.data)
    return <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />;
  const entries = found.data.pages.flatMap((page) => page.entries);
  if (entries.length === 0) return <Message title={words.none} help={words.noneHelp} />;
  return (
    <>
      {byDay(entries).map(([day, acts]) => (
        <TrailDay key={day} day={day} entries={acts} />
      ))}
      {found.isError && <ProblemNotice problem={found.error} onRetry={() => void found.fetchNextPage()} />}
      {found.hasNextPage && !found.isError && (
        <div className={classes.more}>
          <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {audit.more}
          </Button>
        </div>
      )}
    </>
  );
}

function byDay(entries: readonly TrailEntry[]): [string, TrailEntry[]][] {
  const days = new Map<string, TrailEntry[]>();
  for (const entry of entries) days.set(entry.day, [...(days.get(entry.day) ?? []), entry]);
  return [...days];
}
