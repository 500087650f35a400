import { Button } from '@mantine/core';
import { IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { kiosk as words } from '../../texts/clinic';
import classes from './Answer.module.css';
import type { Entry } from './entry';

interface AnswerProps {
  entry: Extract<Entry, { step: 'taken' | 'noted' | 'refused' }>;
  onNext: () => void;
}

/** The same for everybody: no name, no session. */
export function Answer({ entry, onNext }: AnswerProps) {
  const taken = entry.step !== 'refused';
  const { title, help } = said(entry);
  const Sign = taken ? IconCircleCheck : IconInfoCircle;
  return (
    <div className={classes.answer} data-taken={taken} role={taken ? 'status' : 'alert'}>
      <Sign className={classes.sign} size={96} stroke={1.4} aria-hidden />
      <h1 className={classes.title}>{title}</h1>
      <p className={classes.help}>{help}</p>
      <Button size="lg" variant="default" autoFocus onClick={onNext}>
        {taken ? words.next : words.again}
      </Button>
    </div>
  );
}

function said(entry: AnswerProps['entry']): { title: string; help: string } {
  switch (entry.step) {
    case 'taken':
      return words.taken[entry.action];
    case 'noted':
      return words.noted;
    case 'refused':
      return words.refused[entry.refusal];
  }
}
