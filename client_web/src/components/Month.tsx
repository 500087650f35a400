import { locale } from '../language';
import classes from './Month.module.css';
import { weeksOfMonth } from './weeks';

/** This month as a calendar: what anyone may have open. */
export function Month() {
  const today = new Date();
  const weeks = weeksOfMonth(today.getFullYear(), today.getMonth());
  return (
    <div className={classes.page}>
      <h1>{monthName(today)}</h1>
      <table className={classes.month}>
        <thead>
          <tr>
            {weeks[1]!.map((day) => (
              <th key={day!.getDay()} scope="col">
                {day!.toLocaleDateString(locale, { weekday: 'short' })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week, index) => (
            <tr key={index}>
              {week.map((day, column) => (
                <td key={column} className={day?.getDate() === today.getDate() ? classes.today : undefined}>
                  {day?.getDate()}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function monthName(day: Date): string {
  return day.toLocaleDateString(locale, { month: 'long', year: 'numeric' });
}
