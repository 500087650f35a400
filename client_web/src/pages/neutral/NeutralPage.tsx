import { useEffect } from 'react';
import classes from './NeutralPage.module.css';
import { weeksOfMonth } from './month';

/** Where the quick exit leads: a month's calendar, as anyone may have open. */
export default function NeutralPage() {
  const today = new Date();
  const month = today.toLocaleDateString(undefined, { month: 'long', year: 'numeric' });
  useEffect(() => {
    document.title = month;
  }, [month]);
  const weeks = weeksOfMonth(today.getFullYear(), today.getMonth());
  return (
    <main className={classes.page}>
      <h1>{month}</h1>
      <table className={classes.month}>
        <thead>
          <tr>
            {weeks[1]!.map((day) => (
              <th key={day!.getDay()} scope="col">
                {day!.toLocaleDateString(undefined, { weekday: 'short' })}
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
    </main>
  );
}
