import type { HoursWeek } from '../../api/types';
import { hours } from '../../components/clinic/duration';
import { hoursOf as words } from '../../texts/clinic';
import { monthAndDay } from '../../time/zone';
import { heightOf, topOf } from './bars';
import { HoursTable } from './HoursTable';
import classes from './WeeklyHours.module.css';

/** Hours a week against the plan: bars, and the same figures with all that makes them in a table beside. */
export function WeeklyHours({ weeks }: { weeks: readonly HoursWeek[] }) {
  if (weeks.length === 0) return null;
  return (
    <section className={classes.section}>
      <h2 className={classes.title}>{words.title}</h2>
      <div className={classes.beside}>
        <Bars weeks={weeks} />
        <HoursTable weeks={weeks} />
      </div>
    </section>
  );
}

function Bars({ weeks }: { weeks: readonly HoursWeek[] }) {
  const top = topOf(weeks.map((week) => ({ ...week, target_minutes: week.planned_minutes })));
  const plan = weeks.at(-1)?.planned_minutes ?? 0;
  return (
    <div className={classes.chart} role="img" aria-label={words.chart(weeks.length)}>
      <div className={classes.plot}>
        {plan > 0 && (
          <div className={classes.goal} style={{ bottom: `${heightOf(plan, top)}%` }}>
            <span>{words.goalLine(hours(plan))}</span>
          </div>
        )}
        {weeks.map((week) => (
          <div key={week.starts_on} className={classes.column}>
            <div
              className={classes.bar}
              data-reached={week.short_minutes === 0}
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
