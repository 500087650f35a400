import type { RoomView, StaffView } from '../../../protocol/messages';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import { Hand } from '../room/PeoplePanel';
import classes from './StaffPanel.module.css';

/** Raised hands in their order, those in breakouts too. */
export function HandList({ view, staff }: { view: RoomView; staff: StaffView }) {
  const { live } = useLive();
  if (staff.hands.length === 0) return null;
  const visits = (name: string | null) => name !== null && name !== view.breakouts?.here;
  return (
    <section className={classes.section} aria-label={texts.staffRoom.hands}>
      <div className={classes.head}>
        <h3>{texts.staffRoom.hands}</h3>
      </div>
      <ol className={classes.list}>
        {staff.hands.map(({ participant, name, breakout }, index) => (
          <li key={participant} className={classes.row}>
            <div className={classes.line}>
              <Hand place={index + 1} />
              <span className={classes.who}>
                <bdi>{name}</bdi>
                {breakout !== null && <span className={classes.dim}>{breakout}</span>}
              </span>
              {visits(breakout) && <Visit staff={staff} participant={participant} breakout={breakout!} />}
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

function Visit({ staff, participant, breakout }: { staff: StaffView; participant: string; breakout: string }) {
  const { live } = useLive();
  const at = staff.breakouts.find(({ people }) => people.some((one) => one.participant === participant));
  if (!at) return null;
  return (
    <RoomButton small aria-label={texts.breakouts.visitNamed(breakout)} onClick={() => live.act({ type: 'visit_breakout', breakout: at.breakout })}>
      {texts.breakouts.visit}
    </RoomButton>
  );
}
