import { Button } from '@mantine/core';
import { IconCheck, IconClock, IconX, type Icon } from '@tabler/icons-react';
import type { Kiosk } from '../../api/types';
import { Chip, type Tone } from '../../components/clinic/Chip';
import { DenseTable } from '../../components/clinic/DenseTable';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { devices as words } from '../../texts/clinic';
import { clock, dayIn, fullDay } from '../../time/zone';

const LOOKS: Record<Kiosk['status'], { tone: Tone; icon: Icon }> = {
  waiting: { tone: 'attention', icon: IconClock },
  enrolled: { tone: 'good', icon: IconCheck },
  revoked: { tone: 'quiet', icon: IconX },
  expired: { tone: 'quiet', icon: IconX },
};

export function KioskTable({ kiosks, onRevoke }: { kiosks: readonly Kiosk[]; onRevoke: (kiosk: Kiosk) => void }) {
  const zone = useStaff().clinic.time_zone;
  return (
    <DenseTable
      label={words.title}
      columns={[words.where, words.kind, words.state, words.since, { words: words.actions, hidden: true }]}
    >
      {kiosks.map((kiosk) => (
        <tr key={kiosk.id}>
          <th scope="row">{kiosk.name}</th>
          <td data-column={words.kind}>{words.kinds[kiosk.kind]}</td>
          <td data-column={words.state}>
            <span>
              <Chip {...LOOKS[kiosk.status]}>{words.status[kiosk.status]}</Chip>
            </span>
          </td>
          <td data-column={words.since}>{since(zone, new Date(kiosk.enrolled_at ?? kiosk.created_at))}</td>
          <td className={table.number}>
            {(kiosk.status === 'enrolled' || kiosk.status === 'waiting') && (
              <Button
                variant="subtle"
                color="red"
                size="compact-sm"
                aria-label={words.revokeFor(kiosk.name)}
                onClick={() => onRevoke(kiosk)}
              >
                {words.revoke}
              </Button>
            )}
          </td>
        </tr>
      ))}
    </DenseTable>
  );
}

function since(zone: string, instant: Date): string {
  return `${fullDay(dayIn(zone, instant))}, ${clock(zone, instant)}`;
}
