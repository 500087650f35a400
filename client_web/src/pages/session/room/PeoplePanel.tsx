import { IconHandStop, IconMicrophoneOff } from '@tabler/icons-react';
import type { MeView } from '../../../protocol/messages';
import { runs, type Person } from '../../../room/people';
import { texts } from '../../../texts/en';
import classes from './PeoplePanel.module.css';
import { QualityBars } from './QualityBars';

/** Who is here: raised hands first and in their order, then staff. */
export function PeoplePanel({ people, me }: { people: Person[]; me: MeView }) {
  const ordered = [...people].sort(
    (a, b) =>
      (a.hand ?? Infinity) - (b.hand ?? Infinity) ||
      Number(runs(b.role)) - Number(runs(a.role)) ||
      a.name.localeCompare(b.name),
  );
  return (
    <ul className={classes.list}>
      {ordered.map((person) => (
        <li key={person.id} className={classes.person}>
          <span className={classes.name}>
            <bdi>{person.name}</bdi> <span className={classes.dim}>{under(texts.room.roles[person.role], person.pronouns)}</span>
          </span>
          <QualityBars quality={person.quality} />
          {person.muted && <IconMicrophoneOff size={18} role="img" aria-label={texts.room.mutedState} />}
          {person.hand !== null && <Hand place={person.hand} />}
        </li>
      ))}
      <li className={classes.person}>
        <span className={classes.name}>
          <bdi>{me.name}</bdi> <span className={classes.dim}>{under(`(${texts.room.you})`, texts.room.roles[me.role])}</span>
        </span>
        <QualityBars quality={me.quality} />
      </li>
    </ul>
  );
}

function under(...parts: string[]): string {
  return parts.filter(Boolean).join(' · ');
}

export function Hand({ place }: { place: number }) {
  return (
    <span className={classes.hand} role="img" aria-label={texts.room.handState(place)}>
      <IconHandStop size={16} aria-hidden /> {place}
    </span>
  );
}
