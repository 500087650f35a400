import { texts } from '../texts/en';
import classes from './Support.module.css';

interface SupportProps {
  /** The clinic's name and number, once known. */
  clinic?: string | undefined;
  phone?: string | undefined;
}

const dial = (number: string) => `tel:${number.replace(/[^+\d]/g, '')}`;

/** 988 and the clinic's number: before, during and after a session. */
export function Support({ clinic, phone }: SupportProps) {
  return (
    <section className={classes.support} aria-label={texts.support.label}>
      <p>
        {texts.support.crisis} <a href={dial(texts.support.crisisNumber)}>{texts.support.crisisNumber}</a>
        {texts.support.crisisAfter}
      </p>
      {phone && (
        <p>
          {clinic ? `${clinic}:` : texts.support.clinic} <a href={dial(phone)}>{phone}</a>
        </p>
      )}
    </section>
  );
}
