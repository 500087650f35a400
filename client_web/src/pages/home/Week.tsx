import type { Home } from '../../api/types';
import { texts } from '../../texts/en';
import { JoinButton } from './JoinButton';
import { Section } from './Section';
import { placeOf, stateOf, whenOf } from './appointment';
import classes from './home.module.css';

/** The other sessions of the week, past ones too. */
export function Week({ home: { others }, own }: { home: Home; own: string | null }) {
  const words = texts.home;
  const online = others.some((one) => one.state === 'planned' && one.setting !== 'in_person');
  return (
    <Section title={words.week}>
      {others.length === 0 && <p>{words.noOthers}</p>}
      <ul className={classes.list}>
        {others.map((one) => (
          <li key={one.starts_at + one.title}>
            <strong>{whenOf(one)}</strong>
            <span>
              <bdi>{one.title}</bdi>
            </span>
            <span className={classes.note}>{[placeOf(one), stateOf(one)].filter(Boolean).join(' · ')}</span>
            {one.join !== null && <JoinButton session={one.join} own={one.join === own} title={one.title} />}
          </li>
        ))}
      </ul>
      {online && <p className={classes.note}>{words.links}</p>}
    </Section>
  );
}
