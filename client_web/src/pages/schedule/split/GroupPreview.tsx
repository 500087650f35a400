import type { SeriesPreview } from '../../../api/types';
import { planPreview as plan, splitForm as words } from '../../../texts/clinic';
import { fullDay } from '../../../time/zone';
import { daysInWords } from '../Findings';
import classes from '../Schedule.module.css';

/** What saving does to one of the two groups. */
export function GroupPreview({ title, clients, found }: { title: string; clients: number; found: SeriesPreview }) {
  const { meetings, moved, dropped, passed_by, apart } = found;
  return (
    <div className={classes.group}>
      <h3 className={classes.small}>
        <bdi>{title}</bdi>
      </h3>
      <p>{words.count(clients)}</p>
      <p>{meetings.length === 0 ? plan.none : plan.sessions(meetings.length, fullDay(found.until))}</p>
      {moved > 0 && <p>{plan.moved(moved)}</p>}
      {dropped.length > 0 && <p>{plan.dropped(dropped.length, daysInWords(dropped.map((one) => one.day)))}</p>}
      {passed_by.length > 0 && <p>{plan.passedBy(daysInWords(passed_by.map((one) => one.day)))}</p>}
      {apart.length > 0 && <p>{plan.apart(apart.map(([one = '', other = '']) => plan.pair(one, other)))}</p>}
    </div>
  );
}
