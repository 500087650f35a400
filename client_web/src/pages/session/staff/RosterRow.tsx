import { IconCircleCheck, IconDots } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Place, RosterView } from '../../../protocol/messages';
import { Dialog } from '../../../components/Dialog';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import { Answers } from './Answers';
import { EmergencyButton } from './EmergencyButton';
import { otherNames } from './names';
import { wantsPrivateWord } from './roster';
import classes from './StaffPanel.module.css';

interface RosterRowProps {
  entry: RosterView;
  /** The name of the one they are in. */
  breakout: string | undefined;
  inFront: boolean;
  /** A trainee is there, or may come. */
  asksAboutTrainee: boolean;
}

export function RosterRow({ entry, breakout, inFront, asksAboutTrainee }: RosterRowProps) {
  const live = entry.place !== null && entry.place !== 'waiting' && entry.place !== 'talking_first';
  const [open, setOpen] = useState(false);
  const words = texts.staffRoom;
  return (
    <li className={classes.row} data-participant={entry.participant}>
      <div className={classes.line}>
        <div className={classes.who}>
          <strong>
            <bdi>{entry.name}</bdi>
          </strong>{' '}
          {entry.identity_confirmed && <IconCircleCheck size={16} role="img" aria-label={words.identityConfirmed} />}
          <span className={classes.dim}>
            <bdi>{[otherNames(entry), where(entry, breakout)].filter(Boolean).join(' · ')}</bdi>
          </span>
          {asksAboutTrainee && !entry.agrees_to_observers && <span className={classes.tag}>{words.notAskedYet}</span>}
          {entry.quick_exit && <span className={classes.tag}>{words.usedQuickExit}</span>}
        </div>
        <span className={classes.minutes} title={words.minutesLabel}>
          {words.minutes(entry.minutes)}
        </span>
        <EmergencyButton participant={entry.participant} name={entry.name} />
        {live && (
          <button
            type="button"
            className={classes.dots}
            aria-label={words.actions(entry.name)}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <IconDots size={20} aria-hidden />
          </button>
        )}
      </div>
      {live && (wantsPrivateWord(entry) || open) && <Answers entry={entry} />}
      {entry.hours && (
        <p className={classes.hours} data-risk={entry.hours.at_risk}>
          {texts.room.said(entry.hours.words)} {entry.hours.at_risk && <strong>{words.atRisk}</strong>}
        </p>
      )}
      {live && open && <RowActions entry={entry} place={entry.place} inFront={inFront} onDone={() => setOpen(false)} />}
    </li>
  );
}

function where({ status, place }: RosterView, breakout: string | undefined): string {
  if (place === 'sidebar') return texts.sidebar.title;
  return place === 'breakout' && breakout ? breakout : texts.staffRoom.status[status];
}

interface RowActionsProps {
  entry: { participant: string; name: string };
  place: Place | null;
  inFront: boolean;
  onDone: () => void;
}

/** What there is to do about one who is in the room by video. */
export function RowActions({ entry: { participant, name }, place, inFront, onDone }: RowActionsProps) {
  const { live } = useLive();
  const [removing, setRemoving] = useState(false);
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    element.current?.scrollIntoView({ block: 'nearest' }); // returns a promise in some browsers, which is no clean-up
  }, []);
  const words = texts.staffRoom;
  const act = (type: 'request_mute' | 'start_sidebar' | 'return_to_waiting' | 'remove') => {
    live.act({ type, participant });
    onDone();
  };
  const spotlight = (whom: string | null) => {
    live.act({ type: 'set_spotlight', participant: whom });
    onDone();
  };
  const actions = (
    <>
      <RoomButton onClick={() => setRemoving(false)}>{texts.common.cancel}</RoomButton>
      <RoomButton look="danger" onClick={() => act('remove')}>
        {words.remove}
      </RoomButton>
    </>
  );
  return (
    <div ref={element} className={classes.actions}>
      <RoomButton small onClick={() => act('request_mute')}>
        {words.mute}
      </RoomButton>
      {place !== 'sidebar' && (
        <RoomButton small onClick={() => act('start_sidebar')}>
          {texts.sidebar.start}
        </RoomButton>
      )}
      {place === 'in_room' && (
        <RoomButton small onClick={() => spotlight(inFront ? null : participant)}>
          {inFront ? texts.spotlight.end : texts.spotlight.show}
        </RoomButton>
      )}
      <RoomButton small onClick={() => act('return_to_waiting')}>
        {words.returnToWaiting}
      </RoomButton>
      <RoomButton small onClick={() => setRemoving(true)}>
        {words.remove}
      </RoomButton>
      {removing && (
        <Dialog title={words.removeTitle(name)} onClose={() => setRemoving(false)} actions={actions}>
          <p>{words.removeHelp}</p>
        </Dialog>
      )}
    </div>
  );
}
