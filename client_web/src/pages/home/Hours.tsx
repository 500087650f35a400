import type { Home } from '../../api/types';
import { texts } from '../../texts/en';
import { Section } from './Section';
import classes from './home.module.css';

/** Hours so far in words; the bar says the same. */
export function Hours({ home: { counted_minutes, planned_minutes } }: { home: Home }) {
  const words = texts.home;
  const [counted, planned] = [Math.floor(counted_minutes), Math.round(planned_minutes)];
  const said = planned === 0 ? words.soFar(counted) : (counted < planned ? words.ofPlan : words.planMet)(counted, planned);
  return (
    <Section title={words.hours}>
      <p className={classes.said}>{said}</p>
      {planned > 0 && (
        <div className={classes.bar} aria-hidden>
          <div style={{ width: `${Math.min(100, (counted / planned) * 100)}%` }} />
        </div>
      )}
      <p className={classes.note}>{words.hoursHelp}</p>
    </Section>
  );
}
