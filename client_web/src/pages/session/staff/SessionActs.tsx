import { Switch } from '@mantine/core';
import { useState } from 'react';
import type { SessionView } from '../../../protocol/messages';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import classes from './StaffPanel.module.css';

/** Start, break, lock. */
export function SessionActs({ session, locked }: { session: SessionView; locked: boolean }) {
  const { live } = useLive();
  const words = texts.staffRoom;
  return (
    <section className={classes.section} aria-label={words.session}>
      <div className={classes.head}>
        <h3>{words.session}</h3>
      </div>
      {session.phase === 'planned' && (
        <>
          <RoomButton look="main" onClick={() => live.act({ type: 'start_session' })}>
            {words.start}
          </RoomButton>
          <p className={classes.dim}>{words.startHelp}</p>
        </>
      )}
      {session.phase === 'in_progress' && <StartBreak />}
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
    </section>
  );
}

function StartBreak() {
  const { live } = useLive();
  const [minutes, setMinutes] = useState(10);
  return (
    <div className={classes.break}>
      <RoomButton small onClick={() => live.act({ type: 'start_break', minutes })}>
        {texts.staffRoom.startBreak}
      </RoomButton>
      <label className={classes.field}>
        <input
          type="number"
          min={1}
          max={120}
          value={minutes}
          onChange={(event) => setMinutes(Math.min(120, Math.max(1, Math.round(event.currentTarget.valueAsNumber) || 1)))}
        />
        {texts.staffRoom.breakMinutes}
      </label>
    </div>
  );
}
