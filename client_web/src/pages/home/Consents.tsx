import type { Home } from '../../api/types';
import { texts } from '../../texts/en';
import { fullDay } from '../../time/zone';
import { Section } from './Section';
import classes from './home.module.css';

/** What they agreed to, until when, and how to withdraw it. */
export function Consents({ home: { consents, phone } }: { home: Home }) {
  const words = texts.home;
  return (
    <Section title={words.consents}>
      {consents.length === 0 && <p>{words.noConsents}</p>}
      <ul className={classes.list}>
        {consents.map(({ recipient, purpose, given_on, expires_on }) => (
          <li key={recipient + purpose + given_on}>
            <span>
              <bdi>{recipient}</bdi>
            </span>
            <span className={classes.note}>
              <bdi>{purpose}</bdi>
            </span>
            <span className={classes.note}>
              {expires_on === null ? words.since(fullDay(given_on)) : words.until(fullDay(given_on), fullDay(expires_on))}
            </span>
          </li>
        ))}
      </ul>
      {consents.length > 0 && (
        <p className={classes.note}>
          {words.withdraw} <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>{phone}</a>
        </p>
      )}
    </Section>
  );
}
