import type { HoursWeek } from '../../api/types';
import { duration } from '../../components/clinic/duration';
import table from '../../components/clinic/table.module.css';
import { hoursOf as words, record } from '../../texts/clinic';
import { monthAndDay } from '../../time/zone';
import { PlanChip } from './PlanChip';
import { WhereText } from './WhereText';

/** A client's weeks, the newest first. */
export function HoursTable({ weeks }: { weeks: readonly HoursWeek[] }) {
  return (
    <div className={`${table.frame} ${table.cards}`} tabIndex={0} role="region" aria-label={words.title}>
      <table className={table.table} aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col">{words.week}</th>
            <th scope="col">{words.counted}</th>
            <th scope="col">{words.kinds}</th>
            <th scope="col">{words.days}</th>
            <th scope="col">{words.sessions}</th>
            <th scope="col">{words.plan}</th>
          </tr>
        </thead>
        <tbody>
          {[...weeks].reverse().map((week) => (
            <Row key={week.starts_on} week={week} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ week }: { week: HoursWeek }) {
  return (
    <tr>
      <th scope="row" className={table.nowrap} style={{ minWidth: 0 }}>
        {monthAndDay(week.starts_on)}
      </th>
      <td data-column={words.counted}>
        <span>
          <span className={table.nowrap}>{duration(week.countable_minutes)}</span>
          <WhereText of={week} />
        </span>
      </td>
      <td data-column={words.kinds}>
        <span>
          {week.kinds
            .filter((one) => one.counts)
            .map((one) => `${words.kind[one.kind]} ${duration(one.countable_minutes)}`)
            .join(', ')}
          {week.not_counting_minutes > 0 && (
            <span className={table.under}>{words.notCounting(duration(week.not_counting_minutes))}</span>
          )}
        </span>
      </td>
      <td data-column={words.days}>
        <span>
          {words.daysOf(week.service_days, week.days.length)}
          {week.days
            .filter((day) => !day.is_service_day && day.countable_minutes > 0)
            .map((day) => (
              <span key={day.day} className={`${table.under} ${table.nowrap}`}>
                {monthAndDay(day.day)}: {words.short(duration(Math.ceil(day.short_minutes)))}
              </span>
            ))}
        </span>
      </td>
      <td className={table.nowrap} data-column={words.sessions}>
        {record.of(week.sessions_attended, week.sessions_expected)}
      </td>
      <td data-column={words.plan}>
        <span>
          <PlanChip week={week} />
        </span>
      </td>
    </tr>
  );
}
