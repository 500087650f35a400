import { Fragment } from 'react';
import type { CalendarEntry } from '../../api/types';
import { useNow } from '../../components/clinic/useNow';
import { schedule as words } from '../../texts/clinic';
import { clock, longDay, weekdayName, type Day } from '../../time/zone';
import { lineAt, spanOf, type DayPlan } from './week';
import classes from './Week.module.css';

interface WeekProps {
  days: readonly DayPlan[];
  today: Day;
  /** The clinic's. */
  zone: string;
  onOpen: (session: string) => void;
}

/** Days beside one another, on a narrow screen below one another; today has a line that says what time it is. */
export function Week({ days, today, zone, onOpen }: WeekProps) {
  const now = useNow();
  return (
    <div className={classes.week}>
      {days.map(({ day, sessions, holidays }) => {
        const line = day === today ? lineAt(sessions, now) : -1;
        const mark = <NowLine time={clock(zone, new Date(now))} />;
        return (
          <section key={day} className={classes.day} data-today={day === today} data-empty={sessions.length === 0} aria-label={longDay(day)}>
            <h3 className={classes.date} aria-hidden>
              <span>{weekdayName(day)}</span> <b>{Number(day.slice(8))}</b>
              {day === today && <span className={classes.todayMark}>{words.today}</span>}
            </h3>
            {holidays.map((one) => (
              <p key={one.name + (one.site ?? '')} className={classes.holiday}>
                {words.holiday(one.name)}
              </p>
            ))}
            {sessions.length === 0 && holidays.length === 0 && line === -1 && (
              <p className={classes.nothing}>{words.nothingThatDay}</p>
            )}
            <ol className={classes.list}>
              {sessions.map((one, index) => (
                <Fragment key={one.id}>
                  {line === index && mark}
                  <li>
                    <SessionBlock session={one} zone={zone} onOpen={() => onOpen(one.id)} />
                  </li>
                </Fragment>
              ))}
              {line === sessions.length && mark}
            </ol>
          </section>
        );
      })}
    </div>
  );
}

function NowLine({ time }: { time: string }) {
  return (
    <li className={classes.now}>
      <span className={classes.nowTime}>{words.nowAt(time)}</span>
    </li>
  );
}

function SessionBlock({ session, zone, onOpen }: { session: CalendarEntry; zone: string; onOpen: () => void }) {
  const people = session.facilitators.map((one) => one.name).join(', ');
  return (
    <button type="button" className={classes.block} data-status={session.status} onClick={onOpen}>
      <span className={classes.time}>{spanOf(session, session.time_zone !== zone)}</span>
      <span className={classes.name}>{session.title}</span>
      <span className={classes.detail} data-attention={people === ''}>
        {people === '' ? words.nobodyRuns : people}
      </span>
      <span className={classes.detail}>{words.expected(session.expected)}</span>
      {session.site !== null && <span className={classes.detail}>{session.site.name}</span>}
      {session.status === 'cancelled' && <span className={classes.state}>{words.cancelled}</span>}
      {session.status === 'in_progress' && <span className={classes.state}>{words.going}</span>}
      {session.status === 'planned' && session.altered && <span className={classes.state}>{words.altered}</span>}
    </button>
  );
}
