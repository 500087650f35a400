import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import type { ParticipantView, Place, RoomView } from '../../../protocol/messages';
import { runs } from '../../../room/people';
import { texts } from '../../../texts/en';
import { RowActions } from './RosterRow';
import classes from './StaffPanel.module.css';

/** Guests, interpreters and trainees who are in the room: they have no minutes, and no line on the roster. */
export function OtherList({ view: { participants, me, spotlight } }: { view: RoomView }) {
  const others = participants.filter(({ role }) => role !== 'client' && role !== 'room' && !runs(role));
  if (others.length === 0) return null;
  return (
    <section className={classes.section} aria-label={texts.staffRoom.others}>
      <div className={classes.head}>
        <h3>
          {texts.staffRoom.others} <span className={classes.count}>{others.length}</span>
        </h3>
      </div>
      <ul className={classes.list}>
        {others.map((person) => (
          <OtherRow key={person.participant} person={person} place={me.place} inFront={spotlight === person.participant} />
        ))}
      </ul>
    </section>
  );
}

function OtherRow({ person, place, inFront }: { person: ParticipantView; place: Place; inFront: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <li className={classes.row} data-participant={person.participant}>
      <div className={classes.line}>
        <div className={classes.who}>
          <strong>
            <bdi>{person.name}</bdi>
          </strong>
          <span className={classes.dim}>{[texts.room.roles[person.role], person.pronouns].filter(Boolean).join(' · ')}</span>
        </div>
        <button
          type="button"
          className={classes.dots}
          aria-label={texts.staffRoom.actions(person.name)}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <IconDots size={20} aria-hidden />
        </button>
      </div>
      {open && <RowActions entry={person} place={place} inFront={inFront} onDone={() => setOpen(false)} />}
    </li>
  );
}
