import { Switch } from '@mantine/core';
import { useId, useState } from 'react';
import type { SessionView } from '../../../protocol/messages';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import classes from './StaffPanel.module.css';

/** In minutes, as the room takes it. */
const LONGEST_BREAK = 120;

interface SessionActsProps {
  session: SessionView;
  locked: boolean;
  divided: boolean;
  /** They may, a screen. */
  othersShare: boolean;
}

/** Break, lock, and who may share a screen. The session is started from the top bar. */
export function SessionActs({ session, locked, divided, othersShare }: SessionActsProps) {
  const { live } = useLive();
  const words = texts.staffRoom;
  return (
    <section className={classes.section} aria-label={words.session}>
      <div className={classes.head}>
        <h3>{words.session}</h3>
      </div>
      {session.phase === 'in_progress' && !divided && <StartBreak />}
      {session.phase === 'on_break' && (
        <RoomButton small look="main" onClick={() => live.act({ type: 'end_break' })}>
          {words.endBreak}
        </RoomButton>
      )}
      <Switch
        mt={16}
        size="md"
        label={words.lock}
        description={words.lockHelp}
        checked={locked}
        onChange={(event) => live.act({ type: 'set_locked', locked: event.currentTarget.checked })}
      />
      <Switch
        mt={16}
        size="md"
        label={texts.sharing.letOthers}
        description={texts.sharing.letOthersHelp}
        checked={othersShare}
        onChange={(event) => live.act({ type: 'let_others_share', allowed: event.currentTarget.checked })}
      />
    </section>
  );
}

function StartBreak() {
  const { live } = useLive();
  const [typed, setTyped] = useState('10');
  const problem = useId();
  const words = texts.staffRoom;
  const minutes = Number(typed);
  const possible = Number.isInteger(minutes) && minutes >= 1 && minutes <= LONGEST_BREAK;
  return (
    <>
      <div className={classes.break}>
        <RoomButton small disabled={!possible} onClick={() => live.act({ type: 'start_break', minutes })}>
          {words.startBreak}
        </RoomButton>
        <label className={classes.field}>
          <input
            type="number"
            min={1}
            max={LONGEST_BREAK}
            value={typed}
            aria-invalid={!possible}
            aria-describedby={problem}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {words.breakMinutes}
        </label>
      </div>
      <p id={problem} className={classes.dim} role="alert">
        {!possible && words.breakRange(LONGEST_BREAK)}
      </p>
    </>
  );
}
