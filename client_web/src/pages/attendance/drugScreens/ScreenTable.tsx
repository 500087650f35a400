import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { DrugScreen } from '../../../api/types';
import { Chip, type Tone } from '../../../components/clinic/Chip';
import { DenseTable } from '../../../components/clinic/DenseTable';
import { useStaff } from '../../../components/clinic/StaffArea';
import table from '../../../components/clinic/table.module.css';
import { drugScreens as words } from '../../../texts/clinic';
import { clock, dayIn, fullDay } from '../../../time/zone';
import { MarkDialog } from './MarkDialog';

const TONES: Record<DrugScreen['state'], Tone> = { open: 'quiet', collected: 'good', refused: 'attention', excused: 'quiet' };

/** Whoever is asked, and what became of it. */
export function ScreenTable({ label, screens }: { label: string; screens: readonly DrugScreen[] }) {
  const [marking, setMarking] = useState<DrugScreen | null>(null);
  return (
    <>
      <DenseTable label={label} columns={[words.client, words.why, words.state, { words: words.act, hidden: true }]}>
        {screens.map((one) => (
          <tr key={one.id}>
            <th scope="row">
              {one.legal_name}
              {one.record_number !== null && <span className={table.under}>{one.record_number}</span>}
            </th>
            <td data-column={words.why}>{one.at_random ? words.atRandom : words.forCause(one.reason, one.added_by)}</td>
            <td data-column={words.state}>
              <span>
                <Chip tone={one.late ? 'attention' : TONES[one.state]} icon={iconOf(one)}>
                  {one.late ? words.late : words.states[one.state]}
                </Chip>
                <History of={one} />
              </span>
            </td>
            <td>
              <Button size="compact-sm" variant="default" aria-label={`${words.act}: ${one.legal_name}`} onClick={() => setMarking(one)}>
                {words.act}
              </Button>
            </td>
          </tr>
        ))}
      </DenseTable>
      {marking !== null && <MarkDialog of={marking} onClose={() => setMarking(null)} />}
    </>
  );
}

function iconOf(one: DrugScreen) {
  if (one.late || one.state === 'refused') return IconAlertTriangle;
  return one.state === 'collected' ? IconCheck : undefined;
}

function History({ of }: { of: DrugScreen }) {
  const zone = useStaff().clinic.time_zone;
  return of.history.map((one) => {
    const at = new Date(one.at);
    const when = `${fullDay(dayIn(zone, at))}, ${clock(zone, at)}`;
    return (
      <span key={one.at} className={table.under}>
        {words.said(words.states[one.state], one.by, when)}
        {one.reason !== '' && `. ${one.reason}`}
      </span>
    );
  });
}
