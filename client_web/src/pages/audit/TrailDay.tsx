import { IconAlertTriangle, IconClock, IconLock } from '@tabler/icons-react';
import { useId } from 'react';
import { Link } from 'wouter';
import { useSealedDay } from '../../api/audit';
import type { SealedDay, TrailEntry } from '../../api/types';
import { Chip, type Tone } from '../../components/clinic/Chip';
import { DenseTable } from '../../components/clinic/DenseTable';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { server, trailWords as words } from '../../texts/clinic';
import { clock, dayIn, fullDay, longDay } from '../../time/zone';
import classes from './audit.module.css';

const LOOKS: Record<SealedDay['state'], { tone: Tone; icon: typeof IconLock }> = {
  open: { tone: 'quiet', icon: IconClock },
  verified: { tone: 'good', icon: IconLock },
  unsigned: { tone: 'quiet', icon: IconClock },
  failed: { tone: 'bad', icon: IconAlertTriangle },
};

/** One day's acts, and whether the attendance log holds that day as it is stored. */
export function TrailDay({ day, entries }: { day: string; entries: readonly TrailEntry[] }) {
  const heading = useId();
  return (
    <section className={classes.section} aria-labelledby={heading}>
      <h2 className={classes.dayHeading} id={heading}>
        {longDay(day)} <Sealed day={day} />
      </h2>
      <DenseTable
        label={words.table(fullDay(day))}
        columns={[
          words.columns.time,
          words.columns.who,
          words.columns.what,
          words.columns.about,
          words.columns.session,
          words.columns.numbers,
        ]}
      >
        {entries.map((entry) => (
          <Row key={entry.id} entry={entry} />
        ))}
      </DenseTable>
    </section>
  );
}

function Sealed({ day }: { day: string }) {
  const found = useSealedDay(day);
  if (found.isPending) return <Chip tone="quiet">{words.looking}</Chip>;
  if (!found.data) return <Chip tone="quiet">{words.notKnown}</Chip>;
  return <Chip {...LOOKS[found.data.state]}>{words.sealed[found.data.state]}</Chip>;
}

function Row({ entry }: { entry: TrailEntry }) {
  const zone = useStaff().clinic.time_zone;
  const numbers = Object.entries(entry.numbers).map(([name, value]) => `${server.said(name)}: ${value}`);
  return (
    <tr>
      <td className={table.nowrap} data-column={words.columns.time}>
        {clock(zone, new Date(entry.at))}
      </td>
      <td data-column={words.columns.who}>
        <span>
          {entry.who ?? words.system}
          {entry.role === 'client' && <span className={table.under}>{words.client_}</span>}
        </span>
      </td>
      <th scope="row">{server.said(entry.what)}</th>
      <td data-column={words.columns.about}>{entry.about?.legal_name}</td>
      <td data-column={words.columns.session}>
        {entry.session !== null && entry.session_id !== null && (
          <span>
            <Link href={`~/attendance/sessions/${entry.session_id}`}>{entry.session}</Link>
            {entry.session_starts_at !== null && (
              <span className={table.under}>{fullDay(dayIn(zone, new Date(entry.session_starts_at)))}</span>
            )}
          </span>
        )}
      </td>
      <td data-column={words.columns.numbers}>{numbers.join(', ')}</td>
    </tr>
  );
}
