import type { WeekBar } from '../../api/types';
import { hours } from '../../components/clinic/duration';
import { heightOf, topOf } from './bars';
import classes from './Spark.module.css';

/** A client's weeks as small bars, with the same figures for those who do not see them. */
export function Spark({ weeks }: { weeks: readonly WeekBar[] }) {
  const top = topOf(weeks);
  return (
    <>
      <span className={classes.bars} aria-hidden>
        {weeks.map((week) => (
          <span key={week.starts_on} className={classes.week} title={hours(week.countable_minutes)}>
            <span
              className={classes.bar}
              data-reached={week.countable_minutes >= week.target_minutes}
              style={{ height: `${heightOf(week.countable_minutes, top)}%` }}
            />
          </span>
        ))}
      </span>
      <span className="visually-hidden">{weeks.map((week) => hours(week.countable_minutes)).join(', ')}</span>
    </>
  );
}
