import type { ParticipantView } from '../../../protocol/messages';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import { Hand } from '../room/PeoplePanel';
import classes from './StaffPanel.module.css';

/** Raised hands in their order. */
export function HandList({ people }: { people: ParticipantView[] }) {
  const { live } = useLive();
  const raised = people.filter((person) => person.hand !== null).sort((a, b) => a.hand! - b.hand!);
  if (raised.length === 0) return null;
  return (
    <section className={classes.section} aria-label={texts.staffRoom.hands}>
      <div className={classes.head}>
        <h3>{texts.staffRoom.hands}</h3>
      </div>
      <ol className={classes.list}>
        {raised.map(({ participant, name, hand }) => (
          <li key={participant} className={classes.row}>
            <div className={classes.line}>
              <Hand place={hand!} />
              <span className={classes.who}>
                <bdi>{name}</bdi>
              </span>
              <RoomButton small look="quiet" onClick={() => live.act({ type: 'lower_hand', participant })}>
                {texts.staffRoom.lowerHand}
              </RoomButton>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
