import { Button } from '@mantine/core';
import { IconClock, IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useRetention } from '../../../api/retention';
import type { KeptClient, Retention } from '../../../api/types';
import { Chip } from '../../../components/clinic/Chip';
import { DenseTable } from '../../../components/clinic/DenseTable';
import { Message } from '../../../components/clinic/Message';
import { NothingHere } from '../../../components/clinic/NothingHere';
import { ProblemNotice } from '../../../components/clinic/ProblemNotice';
import { useStaff } from '../../../components/clinic/StaffArea';
import table from '../../../components/clinic/table.module.css';
import { Waiting } from '../../../components/clinic/Waiting';
import { retentionWords as words } from '../../../texts/clinic';
import { dayIn, fullDay } from '../../../time/zone';
import { Heading } from '../Heading';
import { HoldDialog, RuleDialog } from './Dialogs';
import { KeptDialog } from './KeptDialog';
import classes from './retention.module.css';

/** Whose keeping time is over, and who is on hold; how long that time is. */
export function RetentionPage() {
  return useStaff().role === 'admin' ? <Keeping /> : <NothingHere />;
}

function Keeping() {
  const found = useRetention();
  const [open, setOpen] = useState<KeptClient | 'rule' | 'hold' | null>(null);
  const close = () => setOpen(null);
  const clients = found.data?.clients ?? [];
  return (
    <>
      <Heading current="/keeping" lead={words.lead}>
        <Button onClick={() => setOpen('hold')}>{words.hold}</Button>
      </Heading>
      {found.isPending && <Waiting />}
      {found.isLoadingError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <Rule found={found.data} onChange={() => setOpen('rule')} />}
      {found.data && clients.length === 0 && <Message title={words.none} help={words.noneHelp} />}
      {clients.length > 0 && <Clients clients={clients} onOpen={setOpen} />}
      {found.data && open === 'rule' && <RuleDialog given={found.data} onClose={close} />}
      {open === 'hold' && <HoldDialog onClose={close} />}
      {open !== null && typeof open === 'object' && <KeptDialog client={open} onClose={close} />}
    </>
  );
}

function Rule({ found, onChange }: { found: Retention; onChange: () => void }) {
  const { clinic } = useStaff();
  const { adult_years, minor_years, majority } = found.rule;
  return (
    <section className={classes.rule}>
      <p>
        {words.rule(adult_years, minor_years, majority)}
        <span className={table.under}>
          {found.changed_at === null ? words.usual : words.changed(found.changed_by, fullDay(dayIn(clinic.time_zone, new Date(found.changed_at))))}
        </span>
        {found.undated > 0 && <span className={table.under}>{words.undated(found.undated)}</span>}
      </p>
      <Button variant="default" onClick={onChange}>
        {words.changeRule}
      </Button>
    </section>
  );
}

function Clients({ clients, onOpen }: { clients: readonly KeptClient[]; onOpen: (one: KeptClient) => void }) {
  const { columns } = words;
  const { clinic } = useStaff();
  return (
    <DenseTable label={words.title} columns={[...Object.values(columns), { words: words.open, hidden: true }]}>
      {clients.map((one) => (
        <tr key={one.person_id}>
          <th scope="row">
            <Link href={`/clients/${one.person_id}`}>{one.legal_name}</Link>
            <span className={table.under}>{one.record_number}</span>
          </th>
          <td data-column={columns.lastDay}>{one.last_day === null ? words.stillHere : fullDay(one.last_day)}</td>
          <td data-column={columns.keptUntil}>{one.kept_until === null ? '—' : fullDay(one.kept_until)}</td>
          <td data-column={columns.state}>
            <div>
              {one.hold === null ? (
                <Chip tone="attention" icon={IconClock}>
                  {words.due}
                </Chip>
              ) : (
                <>
                  <Chip tone="bad" icon={IconLock}>
                    {words.held}
                  </Chip>
                  <span className={table.under}>{words.since(one.hold.by, fullDay(dayIn(clinic.time_zone, new Date(one.hold.since))))}</span>
                  <span className={table.under}>{one.hold.reason}</span>
                </>
              )}
            </div>
          </td>
          <td>
            <Button size="compact-sm" variant="default" aria-label={words.openFor(one.legal_name)} onClick={() => onOpen(one)}>
              {words.open}
            </Button>
          </td>
        </tr>
      ))}
    </DenseTable>
  );
}
