import type { Home } from '../../api/types';
import { texts } from '../../texts/en';
import { longDay } from '../../time/zone';
import { Section } from './Section';
import classes from './home.module.css';

/** That they are asked for a drug screen: told here and nowhere else. */
export function Asked({ asked }: { asked: NonNullable<Home['asked']> }) {
  const words = texts.home;
  return (
    <Section title={words.asked}>
      <div className={classes.card}>
        <p className={classes.what}>{asked.at_random ? words.askedAtRandom : words.askedForCause}</p>
        <p className={classes.what}>{words.askedOn(asked.days.map(longDay).join('; '))}</p>
        <p className={classes.note}>{words.askedHelp}</p>
      </div>
    </Section>
  );
}
