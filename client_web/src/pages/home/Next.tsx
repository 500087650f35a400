import type { Home } from '../../api/types';
import { LinkButton } from '../../components/clinic/LinkButton';
import { texts } from '../../texts/en';
import { Section } from './Section';
import { placeOf, stateOf, whenOf } from './appointment';
import classes from './home.module.css';

/** What they came for, or what comes next. */
export function Next({ home: { next } }: { home: Home }) {
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
          {next.join !== null && (
            <LinkButton size="lg" fullWidth to={`/session/${next.join}`}>
              {words.join}
            </LinkButton>
          )}
          {next.join === null && next.setting !== 'in_person' && <p className={classes.note}>{words.ownLink}</p>}
        </div>
      )}
    </Section>
  );
}
