import { month as words } from '../../texts/clinic';
import { longMonth, weekdayName, type Day } from '../../time/zone';
import { calendarOf, heatOf, type DayTotals } from './month';
import classes from './month.module.css';

/** The month's days, the darker the more of those expected came; each says its numbers too. */
export function MonthCalendar({ month, days }: { month: Day; days: readonly DayTotals[] }) {
  const weeks = calendarOf(month);
  const totals = new Map(days.map((one) => [one.day, one]));
  const head = weeks[1] ?? [];
  return (
    <table className={classes.calendar} aria-label={`${words.calendar}, ${longMonth(month)}`}>
      <thead>
        <tr>
          {head.map((day) => (
            <th key={day} scope="col">
              {day !== null && weekdayName(day)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week, row) => (
          <tr key={row}>
            {week.map((day, column) => {
              const of = day === null ? undefined : totals.get(day);
              return (
                <td key={column} data-heat={heatOf(of)}>
                  {day !== null && <span className={classes.date}>{Number(day.slice(8))}</span>}
                  {of && <span className={classes.figure}>{words.percent(of.attended / Math.max(1, of.expected))}</span>}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
