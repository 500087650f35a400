import { useId, useState } from 'react';
import type { ParticipantView } from '../../../protocol/messages';
import { Dialog } from '../../../components/Dialog';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { runs } from '../../../room/people';
import { inDrawnOrder } from '../../../room/draw';
import { texts } from '../../../texts/en';
import classes from './Breakouts.module.css';
import panel from './StaffPanel.module.css';

const MOST = 8;
const LONGEST = 120;

/** `draw`, `stays`, or the number of a breakout. */
type Choice = string;

/** Divide the group: started as it is, everybody is drawn into two; each may be put elsewhere by hand. */
export function BreakoutsDialog({ people, onClose }: { people: ParticipantView[]; onClose: () => void }) {
  const { live } = useLive();
  const [names, setNames] = useState([texts.breakouts.name(1), texts.breakouts.name(2)]);
  const [minutes, setMinutes] = useState('10');
  const [chosen, setChosen] = useState<Record<string, Choice>>({});
  const [problem, setProblem] = useState('');
  const range = useId();
  const words = texts.breakouts;
  const others = people.filter(({ role }) => role !== 'room' && !runs(role));
  const possible = minutes === '' || (Number.isInteger(Number(minutes)) && Number(minutes) >= 1 && Number(minutes) <= LONGEST);
  const choiceOf = (participant: string): Choice => {
    const choice = chosen[participant] ?? 'draw';
    return Number(choice) >= names.length ? 'draw' : choice;
  };
  const chose = (choice: Choice) => others.map(({ participant }) => participant).filter((it) => choiceOf(it) === choice);
  const start = () => {
    const breakouts = names.map((name, number) => ({ name: name.trim() || words.name(number + 1), people: chose(String(number)) }));
    live
      .request({ type: 'start_breakouts', breakouts, drawn: inDrawnOrder(chose('draw')), minutes: minutes === '' ? null : Number(minutes) })
      .then(onClose, (error: unknown) => setProblem(texts.room.said(error instanceof Error ? error.message : String(error))));
  };
  const setMany = (many: number) => setNames(Array.from({ length: many }, (_, number) => names[number] ?? words.name(number + 1)));
  const actions = (
    <>
      <RoomButton onClick={onClose}>{texts.common.cancel}</RoomButton>
      <RoomButton look="main" data-focus disabled={!possible || others.length === 0} onClick={start}>
        {words.start}
      </RoomButton>
    </>
  );
  return (
    <Dialog title={words.title} onClose={onClose} actions={actions}>
      <div className={classes.numbers}>
        <label className={panel.field}>
          {words.many}
          <select value={names.length} onChange={(event) => setMany(Number(event.currentTarget.value))}>
            {Array.from({ length: MOST }, (_, number) => (
              <option key={number}>{number + 1}</option>
            ))}
          </select>
        </label>
        <label className={panel.field}>
          {words.minutes}
          <input
            inputMode="numeric"
            value={minutes}
            aria-invalid={!possible}
            aria-describedby={range}
            onChange={(event) => setMinutes(event.currentTarget.value.trim())}
          />
        </label>
      </div>
      <p id={range} className={panel.dim}>
        {possible ? words.minutesHelp : words.range(LONGEST)}
      </p>
      <p className={panel.dim}>{words.staffHelp}</p>
      {others.length === 0 && <p role="status">{words.nobody}</p>}
      <details className={classes.more}>
        <summary>{words.people}</summary>
        <div className={classes.names}>
          {names.map((name, number) => (
            <input
              key={number}
              value={name}
              maxLength={40}
              aria-label={words.nameOf(number + 1)}
              onChange={(event) => setNames(names.map((old, at) => (at === number ? event.currentTarget.value : old)))}
            />
          ))}
        </div>
        <ul className={panel.list}>
          {others.map(({ participant, name }) => (
            <li key={participant} className={classes.person}>
              <bdi>{name}</bdi>
              <select
                aria-label={words.move(name)}
                value={choiceOf(participant)}
                onChange={(event) => setChosen({ ...chosen, [participant]: event.currentTarget.value })}
              >
                <option value="draw">{words.draw}</option>
                {names.map((breakout, number) => (
                  <option key={number} value={String(number)}>
                    {breakout}
                  </option>
                ))}
                <option value="stays">{words.stays}</option>
              </select>
            </li>
          ))}
        </ul>
      </details>
      <p role="alert" className={classes.problem}>
        {problem}
      </p>
    </Dialog>
  );
}
