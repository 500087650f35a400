import { useState } from 'react';
import type { RosterView } from '../../../protocol/messages';
import { RoomButton } from '../../../components/RoomButton';
import { useRoom } from '../../../hooks/live';
import { locale } from '../../../language';
import { texts } from '../../../texts/en';
import { CorrectDialog } from './CorrectDialog';
import classes from './StaffPanel.module.css';

/** What a client answered on joining, and why a private word comes first; staff can put it right. */
export function Answers({ entry }: { entry: RosterView }) {
  const { view } = useRoom();
  const [correcting, setCorrecting] = useState(false);
  const words = texts.checks;
  return (
    <div className={classes.answers}>
      <Answered entry={entry} />
      <RoomButton small look="quiet" aria-label={words.correctNamed(entry.name)} onClick={() => setCorrecting(true)}>
        {words.correct}
      </RoomButton>
      {correcting && view && <CorrectDialog session={view.session.session} entry={entry} onClose={() => setCorrecting(false)} />}
    </div>
  );
}

export function Answered({ entry: { answers, talk_first: why } }: { entry: RosterView }) {
  const words = texts.checks;
  return (
    <>
      {why.length > 0 && (
        <p className={classes.tag}>
          <strong>{words.talkFirst}</strong> {new Intl.ListFormat(locale).format(why.map((one) => words.why[one]))}
        </p>
      )}
      {answers && (
        <p className={classes.dim}>
          {[answers.at_home ? words.home : words.elsewhere, answers.address, answers.state].filter(Boolean).join(', ')} ·{' '}
          <a href={`tel:${answers.phone.replace(/[^+\d]/g, '')}`}>{answers.phone}</a> · {answers.alone ? words.safe : words.notSafe}
          {answers.others && ` · ${words.withOthers(answers.others)}`}
          {answers.adult && (
            <>
              {' · '}
              {words.adult(answers.adult_name)}, <a href={`tel:${answers.adult_phone.replace(/[^+\d]/g, '')}`}>{answers.adult_phone}</a>
            </>
          )}
        </p>
      )}
    </>
  );
}
