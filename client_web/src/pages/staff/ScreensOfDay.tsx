import { useScreensOfSession } from '../../api/drugScreens';
import type { SessionDetail } from '../../api/types';
import { drugScreens as words } from '../../texts/clinic';
import { ScreenTable } from '../attendance/drugScreens/ScreenTable';
import classes from '../attendance/followUp/followUp.module.css';

/** Clients who are asked for a drug screen on this day, for staff who run the session; nothing when there are none. */
export function ScreensOfDay({ session }: { session: SessionDetail }) {
  const found = useScreensOfSession(session.id);
  if (!found.data || found.data.length === 0) return null;
  return (
    <section className={classes.section}>
      <h2>{words.today}</h2>
      <p className={classes.lead}>{words.todayLead}</p>
      <ScreenTable label={words.today} screens={found.data} />
    </section>
  );
}
