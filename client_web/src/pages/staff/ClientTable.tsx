import { Button, Switch } from '@mantine/core';
import type { RosterEntry, SessionDetail } from '../../api/types';
import { DenseTable } from '../../components/clinic/DenseTable';
import { duration } from '../../components/clinic/duration';
import { Minutes } from '../../components/clinic/Minutes';
import table from '../../components/clinic/table.module.css';
import { useNow } from '../../components/clinic/useNow';
import { links, roster as words, server } from '../../texts/clinic';
import classes from './ClientTable.module.css';
import { isEarly } from './InPerson';
import { LinkStatus } from './LinkStatus';

interface ClientTableProps {
  session: SessionDetail;
  clients: readonly RosterEntry[];
  onHere: (entry: RosterEntry, here: boolean) => void;
  onLink: (entry: RosterEntry) => void;
  onRevoke: (entry: RosterEntry) => void;
}

export function ClientTable({ session, clients, onHere, onLink, onRevoke }: ClientTableProps) {
  const closed = session.status === 'finished' || session.status === 'cancelled';
  const seen = !closed && !isEarly(session, useNow());
  return (
    <DenseTable
      label={words.clients}
      columns={[words.name, ...(seen ? [words.inRoom] : []), { words: words.minutes, number: true }, words.link]}
    >
      {clients.map((entry) => (
        <tr key={entry.person_id}>
          <th scope="row">
            {entry.legal_name}
            <span className={table.under}>{underName(entry)}</span>
            {entry.hours !== null && (
              <span className={classes.hours}>
                {server.said(entry.hours.words)} {entry.hours.at_risk && <strong>{words.atRisk}</strong>}
              </span>
            )}
          </th>
          {seen && (
            <td className={table.middle} data-column={words.inRoom}>
              <Switch
                checked={entry.in_room}
                label={words.here}
                aria-label={words.hereFor(entry.legal_name)}
                onChange={(event) => onHere(entry, event.currentTarget.checked)}
              />
            </td>
          )}
          <td className={`${table.number} ${table.middle}`} data-column={words.minutes}>
            <span>
              <Minutes of={entry.minutes} to={`/attendance/sessions/${session.id}/people/${entry.person_id}`} />
              {!closed && entry.unconfirmed_minutes >= 1 && (
                <span className={table.under}>{words.unconfirmed(duration(entry.unconfirmed_minutes))}</span>
              )}
            </span>
          </td>
          <td className={table.middle} data-column={words.link}>
            <LinkCell session={session} entry={entry} closed={closed} onLink={onLink} onRevoke={onRevoke} />
          </td>
        </tr>
      ))}
    </DenseTable>
  );
}

interface LinkCellProps extends Omit<ClientTableProps, 'clients' | 'onHere'> {
  entry: RosterEntry;
  closed: boolean;
}

function LinkCell({ session, entry, closed, onLink, onRevoke }: LinkCellProps) {
  const now = useNow();
  const usable = entry.link !== null && !entry.link.revoked && Date.parse(entry.link.expires_at) > now;
  return (
    <div className={classes.link}>
      <LinkStatus link={entry.link} zone={session.time_zone} now={now} />
      {!closed && (
        <span className={classes.buttons}>
          <Button
            variant="default"
            size="compact-sm"
            aria-label={entry.link === null ? links.makeFor(entry.legal_name) : links.againFor(entry.legal_name)}
            onClick={() => onLink(entry)}
          >
            {entry.link === null ? links.make : links.again}
          </Button>
          {usable && (
            <Button
              variant="subtle"
              color="red"
              size="compact-sm"
              aria-label={links.revokeFor(entry.legal_name)}
              onClick={() => onRevoke(entry)}
            >
              {links.revoke}
            </Button>
          )}
        </span>
      )}
    </div>
  );
}

function underName(entry: RosterEntry): string {
  const parts = [
    entry.name === entry.legal_name ? null : words.chosenName(entry.name),
    entry.name_used === '' ? null : words.usedName(entry.name_used),
    entry.pronouns === '' ? null : entry.pronouns,
    entry.record_number,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}
