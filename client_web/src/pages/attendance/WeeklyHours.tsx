import type { WeekBar } from '../../api/types';
import { Chip } from '../../components/clinic/Chip';
import { duration, hours } from '../../components/clinic/duration';
import table from '../../components/clinic/table.module.css';
import { record, weekly as words } from '../../texts/clinic';
import { monthAndDay, startOfWeek, type Day } from '../../time/zone';
import { heightOf, topOf, weekState } from './bars';
import classes from './WeeklyHours.module.css';

interface WeeklyHoursProps {
  weeks: readonly WeekBar[];
  today: Day;
}

/** Hours a week against the goal: bars, and the same figures in a table beside them. */
export function WeeklyHours({ weeks, today }: WeeklyHoursProps) {
  if (weeks.length === 0) return null;
  return (
    <section className={classes.section}>
      <h2 className={classes.title}>{words.title}</h2>
      <div className={classes.beside}>
        <Bars weeks={weeks} />
        <WeekTable weeks={weeks} thisWeek={startOfWeek(today)} />
      </div>
    </section>
  );
}

function Bars({ weeks }: { weeks: readonly WeekBar[] }) {
  const top = topOf(weeks);
  const goal = weeks.at(-1)?.target_minutes ?? 0;
  return (
    <div className={classes.chart} role="img" aria-label={words.chart(weeks.length)}>
      <div className={classes.plot}>
        {goal > 0 && (
          <div className={classes.goal} style={{ bottom: `${heightOf(goal, top)}%` }}>
            <span>{words.goalLine(hours(goal))}</span>
          </div>
        )}
        {weeks.map((week) => (
          <div key={week.starts_on} className={classes.column}>
            <div
              className={classes.bar}
              data-reached={week.countable_minutes >= week.target_minutes}
              style={{ height: `${heightOf(week.countable_minutes, top)}%` }}
            >
              <span className={classes.figure}>{hours(week.countable_minutes)}</span>
            </div>
          </div>
        ))}
      </div>
      <div className={classes.labels}>
        {weeks.map((week) => (
          <span key={week.starts_on}>{monthAndDay(week.starts_on)}</span>
        ))}
      </div>
    </div>
  );
}

function WeekTable({ weeks, thisWeek }: { weeks: readonly WeekBar[]; thisWeek: Day }) {
  return (
    <div className={`${table.frame} ${table.cards}`}>
      <table className={table.table} aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col">{words.week}</th>
            <th scope="col" className={table.number}>
              {words.counted}
            </th>
            <th scope="col" className={table.number}>
              {words.sessions}
            </th>
            <th scope="col">{words.goal}</th>
          </tr>
        </thead>
        <tbody>
          {[...weeks].reverse().map((week) => (
            <tr key={week.starts_on}>
              <th scope="row" className={table.nowrap}>
                {monthAndDay(week.starts_on)}
              </th>
              <td className={table.number} data-column={words.counted}>
                {duration(week.countable_minutes)}
              </td>
              <td className={table.number} data-column={words.sessions}>
                {record.of(week.sessions_attended, week.sessions_expected)}
              </td>
              <td data-column={words.goal}>
                <span>
                  <Goal week={week} thisWeek={thisWeek} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Goal({ week, thisWeek }: { week: WeekBar; thisWeek: Day }) {
  const state = weekState(week, thisWeek);
  if (state === 'reached') return <Chip tone="good">{words.reached}</Chip>;
  const missing = duration(Math.ceil(week.target_minutes - week.countable_minutes));
  if (state === 'running') return <Chip tone="quiet">{words.toGo(missing)}</Chip>;
  return <Chip tone="attention">{words.short(missing)}</Chip>;
}
