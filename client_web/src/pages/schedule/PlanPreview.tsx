import type { SeriesDraft, SeriesPreview } from '../../api/types';
import { planPreview as words } from '../../texts/clinic';
import { fullDay, shortDay } from '../../time/zone';
import { daysInWords } from './Findings';
import { inWords } from './rule';
import classes from './Schedule.module.css';

const FIRST_ONES = 3;

/** Whether something stands against it, and up to which day was looked. */
function lookedAt(against: boolean, until: string | null): string {
  if (against) return until === null ? '' : words.lookedUntil(until);
  return until === null ? words.fine : words.fineUntil(until);
}

/** What saving the draft would do, in words. */
export function PlanPreview({ draft, found }: { draft: SeriesDraft; found: SeriesPreview }) {
  const once = draft.first_on === draft.last_on;
  const { meetings, moved, dropped, passed_by, holidays, findings, apart } = found;
  const whole = found.until === found.last_on;
  return (
    <>
      <p className={classes.words}>{inWords({ ...draft, last_on: found.last_on, once })}</p>
      <p>
        {meetings.length === 0
          ? words.none
          : whole
            ? words.all(meetings.length)
            : words.sessions(meetings.length, fullDay(found.until))}
      </p>
      {meetings.length > 1 && (
        <p className={classes.dim}>
          {words.next}: {meetings.slice(0, FIRST_ONES).map((one) => shortDay(one.day)).join(' · ')}
        </p>
      )}
      {moved > 0 && <p>{words.moved(moved)}</p>}
      {dropped.length > 0 && <p>{words.dropped(dropped.length, daysInWords(dropped.map((one) => one.day)))}</p>}
      {passed_by.length > 0 && <p>{words.passedBy(daysInWords(passed_by.map((one) => one.day)))}</p>}
      {holidays.length > 0 && (
        <p>{words.holidays(words.days(holidays.map((one) => `${shortDay(one.day)} (${one.holiday})`), 0))}</p>
      )}
      {apart.length > 0 && <p>{words.apart(apart.map(([one = '', other = '']) => words.pair(one, other)))}</p>}
      <p className={classes.dim}>{lookedAt(findings.length > 0, whole ? null : fullDay(found.until))}</p>
    </>
  );
}
