import { useEffect, useRef } from 'react';
import { Month } from '../../../components/Month';
import { texts } from '../../../texts/en';
import classes from './Cover.module.css';

/** Over everything, at once, when someone came in: a calendar, as anyone may have open. */
export function Cover({ onBack }: { onBack: () => void }) {
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  return (
    <main className={classes.cover}>
      <Month />
      <button ref={back} type="button" className={classes.back} onClick={onBack}>
        {texts.room.uncover}
      </button>
    </main>
  );
}
