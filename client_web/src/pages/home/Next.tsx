import type { Home } from '../../api/types';
import { texts } from '../../texts/en';
import { JoinButton } from './JoinButton';
import { Section } from './Section';
import { placeOf, stateOf, whenOf } from './appointment';
import classes from './home.module.css';

/** What they came for, or what comes next. */
export function Next({ home: { next }, own }: { home: Home; own: string | null }) {
  const words = texts.home;
  return (
    <Section title={words.next}>
      {next === null && <p>{words.noNext}</p>}
      {next && (
        <div className={classes.card}>
          <p className={classes.when}>{whenOf(next)}</p>
          <p className={classes.what}>
            <bdi>{next.title}</bdi>
          </p>
          <p className={classes.note}>{[placeOf(next), stateOf(next)].filter(Boolean).join(' · ')}</p>
          {next.join !== null && <JoinButton session={next.join} own={next.join === own} title={next.title} />}
          {next.join === null && next.setting !== 'in_person' && <p className={classes.note}>{words.ownLink}</p>}
        </div>
      )}
    </Section>
  );
}
