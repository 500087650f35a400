import type { PolicyPreview } from '../../api/types';
import { DenseTable } from '../../components/clinic/DenseTable';
import { exactDuration } from '../../components/clinic/duration';
import { OutcomeChip } from '../../components/clinic/OutcomeChip';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { policyPreview as words, server } from '../../texts/clinic';
import { dayIn, shortDay } from '../../time/zone';
import classes from './Policies.module.css';

type Change = PolicyPreview['changes'][number];

/** The records that would be others, each as it is now beside what it would be, with the reason. */
export function ChangeTable({ changes }: { changes: readonly Change[] }) {
  const zone = useStaff().clinic.time_zone;
  return (
    <DenseTable label={words.title} columns={[words.client, words.session, words.now, words.then]}>
      {changes.map((one) => (
        <tr key={`${one.session_id}/${one.participant.person_id}`}>
          <th scope="row">
            {one.participant.legal_name}
            <span className={table.under}>{one.participant.record_number}</span>
          </th>
          <td data-column={words.session}>
            <span>
              {one.title}
              <span className={table.under}>{shortDay(dayIn(zone, new Date(one.starts_at)))}</span>
            </span>
          </td>
          <td data-column={words.now} className={classes.judged}>
            <Judged judged={one.before} />
          </td>
          <td data-column={words.then} className={classes.judged}>
            <Judged judged={one.after} />
          </td>
        </tr>
      ))}
    </DenseTable>
  );
}

function Judged({ judged }: { judged: Change['before'] }) {
  return (
    <span>
      <OutcomeChip outcome={judged.outcome} /> {exactDuration(judged.countable_minutes * 60_000)}
      <span className={table.under}>{server.said(judged.reason)}</span>
    </span>
  );
}
