import { Button } from '@mantine/core';
import { useLateEntries, useSettle } from '../../api/kiosks';
import type { LateEntry } from '../../api/types';
import { DenseTable } from '../../components/clinic/DenseTable';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { devices as words } from '../../texts/clinic';
import { clock, dayIn, shortDay } from '../../time/zone';
import classes from './LateEntries.module.css';

/** What a tablet took while it was offline and nobody was credited with; nothing at all when there is none. */
export function LateEntries() {
  const found = useLateEntries();
  const settle = useSettle();
  const zone = useStaff().clinic.time_zone;
  if (!found.data || found.data.length === 0) return null;
  return (
    <section className={classes.late} aria-label={words.late.title}>
      <h2 className={classes.title}>{words.late.title}</h2>
      <p className={classes.help}>{words.late.help}</p>
      {settle.isError && <ProblemNotice problem={settle.error} />}
      <DenseTable
        label={words.late.title}
        columns={[words.late.when, words.where, words.late.what, words.late.why, { words: words.actions, hidden: true }]}
      >
        {found.data.map((entry) => (
          <tr key={entry.id}>
            <th scope="row">{when(zone, entry)}</th>
            <td data-column={words.where}>{entry.kiosk}</td>
            <td data-column={words.late.what}>{words.late.act[entry.action]}</td>
            <td data-column={words.late.why}>
              {words.late.reason[entry.reason]}
              {entry.person !== null && ` ${words.late.whose(entry.person)}`}
            </td>
            <td className={table.number}>
              <Button
                variant="default"
                size="compact-sm"
                aria-label={words.late.settleFor(when(zone, entry))}
                onClick={() => settle.mutate(entry.id)}
              >
                {words.late.settle}
              </Button>
            </td>
          </tr>
        ))}
      </DenseTable>
    </section>
  );
}

function when(zone: string, entry: LateEntry): string {
  const at = new Date(entry.observed_at);
  const time = `${shortDay(dayIn(zone, at))}, ${clock(zone, at)}`;
  return entry.error_seconds < 60 ? time : words.late.giveOrTake(time, Math.ceil(entry.error_seconds / 60));
}
