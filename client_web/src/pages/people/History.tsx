import type { EnrollmentChange } from '../../api/types';
import { DenseTable } from '../../components/clinic/DenseTable';
import { useStaff } from '../../components/clinic/StaffArea';
import { enrollmentWords as words } from '../../texts/clinic';
import { clock, dayIn, fullDay } from '../../time/zone';
import classes from './people.module.css';

/** Every change of a client's enrollments as it was made; nothing of it is lost. */
export function History({ changes }: { changes: readonly EnrollmentChange[] }) {
  const zone = useStaff().clinic.time_zone;
  const { historyColumns: columns } = words;
  return (
    <section aria-label={words.history}>
      <div className={classes.head}>
        <h2>{words.history}</h2>
      </div>
      <DenseTable
        label={words.history}
        columns={[
          columns.when,
          columns.what,
          columns.program,
          columns.days,
          columns.by,
          columns.note,
        ]}
      >
        {changes.map((one) => (
          <tr key={`${one.enrollment_id} ${one.version}`}>
            <th scope="row">
              {fullDay(dayIn(zone, new Date(one.at)))}, {clock(zone, new Date(one.at))}
            </th>
            <td data-column={columns.what}>{words.did[one.act]}</td>
            <td data-column={columns.program}>{one.program}</td>
            <td data-column={columns.days}>
              {one.ends_on === null
                ? words.from(fullDay(one.starts_on))
                : words.span(fullDay(one.starts_on), fullDay(one.ends_on))}
            </td>
            <td data-column={columns.by}>{one.by}</td>
            <td data-column={columns.note}>{one.note}</td>
          </tr>
        ))}
      </DenseTable>
    </section>
  );
}
