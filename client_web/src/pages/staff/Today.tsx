import { useSessions } from '../../api/sessions';
import type { OwnSession } from '../../api/types';
import { Message } from '../../components/clinic/Message';
import { PageHeading } from '../../components/clinic/PageHeading';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import { useNow } from '../../components/clinic/useNow';
import { Waiting } from '../../components/clinic/Waiting';
import { today as words } from '../../texts/clinic';
import { presetRange } from '../../time/range';
import { clock, dayIn, longDay } from '../../time/zone';
import { LateEntries } from '../kiosk/LateEntries';
import { SessionCard } from './SessionCard';
import classes from './Today.module.css';
import { mainSession, planWeek, type WeekPlan } from './week';
import { WeekTable } from './WeekTable';

/** The day's sessions with what to do next, and the rest of the week below. */
export function Today() {
  const { clinic } = useStaff();
  const now = useNow();
  const day = dayIn(clinic.time_zone, new Date(now));
  const sessions = useSessions(presetRange('this_week', day));

  return (
    <>
      <PageHeading title={longDay(day)} />
      <LateEntries />
      {sessions.isPending && <Waiting />}
      {sessions.isError && <ProblemNotice problem={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.data && <Plan plan={planWeek(sessions.data, clinic.time_zone, day)} now={now} zone={clinic.time_zone} />}
    </>
  );
}

function Plan({ plan, now, zone }: { plan: WeekPlan; now: number; zone: string }) {
  const main = mainSession(plan.today);
  return (
    <>
      {plan.today.length === 0 ? (
        <Message title={words.none} help={helpWhenNone(plan, zone)} />
      ) : (
        <ul className={classes.cards}>
          {plan.today.map((session) => (
            <li key={session.id}>
              <SessionCard session={session} now={now} main={session === main} />
            </li>
          ))}
        </ul>
      )}
      {plan.later.length > 0 && <WeekTable title={words.later} days={plan.later} />}
      {plan.earlier.length > 0 && <WeekTable title={words.earlier} days={plan.earlier} />}
    </>
  );
}

function helpWhenNone(plan: WeekPlan, zone: string): string {
  const next = plan.later[0];
  const first: OwnSession | undefined = next?.sessions[0];
  if (!next || !first) return words.noneWeek;
  return words.noneNext(`${longDay(next.day)}, ${clock(zone, new Date(first.starts_at))}`);
}
