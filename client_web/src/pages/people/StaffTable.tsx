import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconClock, IconX, type Icon } from '@tabler/icons-react';
import type { StaffLicence, StaffMember } from '../../api/types';
import { Chip, type Tone } from '../../components/clinic/Chip';
import { DenseTable } from '../../components/clinic/DenseTable';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { people, staffWords as words } from '../../texts/clinic';
import { fullDay } from '../../time/zone';
import classes from './people.module.css';
import type { StaffAct } from './StaffPage';

const LOOKS: Record<StaffMember['state'], { tone: Tone; icon: Icon }> = {
  invited: { tone: 'attention', icon: IconClock },
  expired: { tone: 'quiet', icon: IconX },
  joined: { tone: 'good', icon: IconCheck },
  disabled: { tone: 'quiet', icon: IconX },
};
const STANDING: Record<StaffLicence['standing'], { tone: Tone; icon: Icon }> = {
  holds: { tone: 'good', icon: IconCheck },
  expiring: { tone: 'attention', icon: IconAlertTriangle },
  expired: { tone: 'bad', icon: IconX },
  to_come: { tone: 'quiet', icon: IconClock },
};

interface StaffTableProps {
  members: readonly StaffMember[];
  onAct: (act: StaffAct, member: StaffMember) => void;
}

export function StaffTable({ members, onAct }: StaffTableProps) {
  const { columns } = words;
  const me = useStaff().person_id;
  const names = new Map(members.map((one) => [one.person_id, one.legal_name]));
  return (
    <DenseTable
      label={words.table}
      columns={[
        columns.name,
        columns.role,
        columns.supervisor,
        columns.licences,
        columns.state,
        { words: columns.actions, hidden: true },
      ]}
    >
      {members.map((one) => (
        <tr key={one.person_id}>
          <th scope="row">
            {[one.legal_name, one.credential].filter((part) => part !== '').join(', ')}
            <span className={table.under}>{one.email}</span>
          </th>
          <td data-column={columns.role}>{words.roles[one.role]}</td>
          <td data-column={columns.supervisor}>{one.supervisor_id !== null && names.get(one.supervisor_id)}</td>
          <td data-column={columns.licences}>
            <div>
              {one.licences.length === 0 && <span className={table.dim}>{words.noLicences}</span>}
              {one.licences.map((licence) => (
                <Licence key={licence.id} licence={licence} />
              ))}
            </div>
          </td>
          <td data-column={columns.state}>
            <span>
              <Chip {...LOOKS[one.state]}>{words.states[one.state]}</Chip>
            </span>
          </td>
          <td>
            <div className={`${classes.buttons} ${classes.inRow}`}>
              <Button
                variant="default"
                size="compact-sm"
                aria-label={words.editFor(one.legal_name)}
                onClick={() => onAct('edit', one)}
              >
                {people.edit}
              </Button>
              <Button
                variant="default"
                size="compact-sm"
                aria-label={words.licencesFor(one.legal_name)}
                onClick={() => onAct('licences', one)}
              >
                {words.licences}
              </Button>
              {one.person_id !== me && (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={words.linkFor(one.legal_name)}
                  onClick={() => onAct('link', one)}
                >
                  {words.link}
                </Button>
              )}
              {one.person_id !== me && one.state !== 'disabled' && (
                <Button
                  variant="subtle"
                  color="red"
                  size="compact-sm"
                  aria-label={words.revokeFor(one.legal_name)}
                  onClick={() => onAct('disable', one)}
                >
                  {words.revoke}
                </Button>
              )}
            </div>
          </td>
        </tr>
      ))}
    </DenseTable>
  );
}

export function Licence({ licence }: { licence: StaffLicence }) {
  const until = licence.expires_on === null ? '' : ` ${words.until(fullDay(licence.expires_on))}`;
  return (
    <div>
      {licence.state} {licence.profession} {licence.number} {licence.standing !== 'holds' && <span className={table.dim}>{until}</span>}{' '}
      <Chip {...STANDING[licence.standing]}>{words.standing[licence.standing]}</Chip>
    </div>
  );
}
