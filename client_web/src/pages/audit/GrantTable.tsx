import { Button } from '@mantine/core';
import type { Grant } from '../../api/types';
import { Chip } from '../../components/clinic/Chip';
import { DenseTable } from '../../components/clinic/DenseTable';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { auditors as words } from '../../texts/clinic';
import { addDays, clock, dayIn, fullDay, instantOf } from '../../time/zone';

interface GrantTableProps {
  label: string;
  grants: readonly Grant[];
  /** Without it nothing can be revoked here. */
  onRevoke?: (grant: Grant) => void;
}

/** What is open, for whom and until when. */
export function GrantTable({ label, grants, onRevoke }: GrantTableProps) {
  const zone = useStaff().clinic.time_zone;
  return (
    <DenseTable
      label={label}
      columns={[
        words.columns.purpose,
        words.columns.clients,
        words.columns.days,
        words.columns.ends,
        ...(onRevoke ? [{ words: words.columns.actions, hidden: true }] : []),
      ]}
    >
      {grants.map((grant) => (
        <tr key={grant.id}>
          <th scope="row">{grant.purpose}</th>
          <td data-column={words.columns.clients}>{clientsOf(grant)}</td>
          <td data-column={words.columns.days}>{daysOf(grant)}</td>
          <td data-column={words.columns.ends}>
            <span>
              {until(zone, grant.expires_at)}{' '}
              {!grant.live && (
                <Chip tone="quiet">{grant.revoked_at === null ? words.ended : words.revoked}</Chip>
              )}
            </span>
          </td>
          {onRevoke && (
            <td className={table.number}>
              {grant.live && (
                <Button
                  variant="subtle"
                  color="red"
                  size="compact-sm"
                  aria-label={words.revokeFor(grant.purpose)}
                  onClick={() => onRevoke(grant)}
                >
                  {words.revoke}
                </Button>
              )}
            </td>
          )}
        </tr>
      ))}
    </DenseTable>
  );
}

export function when(zone: string, instant: string): string {
  const at = new Date(instant);
  return `${fullDay(dayIn(zone, at))}, ${clock(zone, at)}`;
}

/** Midnight is the end of the day before it. */
function until(zone: string, instant: string): string {
  const day = dayIn(zone, new Date(instant));
  const midnight = instantOf(zone, day).getTime() === Date.parse(instant);
  return midnight ? words.endOf(fullDay(addDays(day, -1))) : when(zone, instant);
}

function clientsOf({ clients }: Grant): string {
  return clients === null ? words.allClients : clients.map((one) => one.legal_name).join(', ');
}

function daysOf({ from_on, to_on }: Grant): string {
  if (from_on !== null && to_on !== null) return words.days(fullDay(from_on), fullDay(to_on));
  if (from_on !== null) return words.from(fullDay(from_on));
  return to_on === null ? words.allDays : words.to(fullDay(to_on));
}
