import { useState } from 'react';
import type { RosterView, WaitingView } from '../../../protocol/messages';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import { wantsPrivateWord } from './roster';
import { minutesBetween } from '../times';
import { Answers } from './Answers';
import { AdmitDialog } from './AdmitDialog';
import { DenyDialog } from './DenyDialog';
import { otherNames } from './names';
import classes from './StaffPanel.module.css';

interface WaitingCardProps {
  person: WaitingView;
  /** Their line of the roster. */
  entry: RosterView | undefined;
  now: number;
  locked: boolean;
}

export function WaitingCard({ person, entry, now, locked }: WaitingCardProps) {
  const { live } = useLive();
  const [asking, setAsking] = useState<'admit' | 'deny' | null>(null);
  const { participant, name, talking_with } = person;
  const words = texts.staffRoom;
  const first = wantsPrivateWord(entry);
  const busy = talking_with !== null;
  const since = words.since(minutesBetween(Date.parse(person.since), now));
  return (
    <li className={classes.card} data-participant={participant}>
      <div className={classes.who}>
        <strong>
          <bdi>{name}</bdi>
        </strong>
        <span className={classes.dim}>
          <bdi>{otherNames(person)}</bdi>
        </span>
        {person.role !== 'client' && (
          <span className={classes.dim}>
            {person.guest_of ? words.guestOf(person.guest_of, person.relation) : texts.room.roles[person.role]}
          </span>
        )}
        <span className={classes.dim}>{words.waitingFor(since)}</span>
        {busy && <span className={classes.tag}>{words.talkingWith(talking_with)}</span>}
        {person.connectivity === 'reconnecting' && <span className={classes.tag}>{words.away}</span>}
        {entry?.quick_exit && <span className={classes.tag}>{words.usedQuickExit}</span>}
        {person.was_removed && <span className={classes.tag}>{words.wasRemoved}</span>}
        {person.over.map((one) => (
          <span key={one.rule} className={classes.tag}>
            {words.over(one)}
          </span>
        ))}
        {person.not_agreed.length > 0 && <span className={classes.tag}>{words.notAgreed(person.not_agreed)}</span>}
        {person.not_with_group && <span className={classes.tag}>{words.notWithGroup}</span>}
      </div>
      {entry && <Answers entry={entry} />}
      <div className={classes.actions}>
        <RoomButton small look={first ? 'plain' : 'main'} disabled={locked || busy || person.not_with_group || person.not_agreed.length > 0} aria-label={words.admitNamed(name)} onClick={() => setAsking('admit')}>
          {words.admit}
        </RoomButton>
        <RoomButton small look={first ? 'main' : 'plain'} disabled={busy} aria-label={words.talkFirstNamed(name)} onClick={() => live.act({ type: 'talk_first', participant })}>
          {words.talkFirst}
        </RoomButton>
        <RoomButton small look="quiet" disabled={busy} aria-label={`${words.deny}: ${words.denyNamed(name)}`} onClick={() => setAsking('deny')}>
          {words.deny}
        </RoomButton>
      </div>
      {asking === 'admit' && <AdmitDialog who={[person]} onClose={() => setAsking(null)} />}
      {asking === 'deny' && <DenyDialog participant={participant} name={name} onClose={() => setAsking(null)} />}
    </li>
  );
}
