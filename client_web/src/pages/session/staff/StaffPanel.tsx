import type { RoomView, StaffView } from '../../../protocol/messages';
import { texts } from '../../../texts/en';
import { HandList } from './HandList';
import { RosterList } from './RosterList';
import { SessionActs } from './SessionActs';
import classes from './StaffPanel.module.css';
import { WaitingList } from './WaitingList';
import { WaitingMessage } from './WaitingMessage';

/** What those who run the session need at hand: who waits, whose hand is up, the roster, the session itself. */
export function StaffPanel({ view, staff }: { view: RoomView; staff: StaffView }) {
  return (
    <>
      {!staff.storage_healthy && (
        <p className={classes.alert} role="alert">
          {texts.staffRoom.storageTrouble}
        </p>
      )}
      <WaitingList waiting={staff.waiting} roster={staff.roster} locked={staff.locked} />
      <HandList people={view.participants} />
      <RosterList roster={staff.roster} people={view.participants} />
      <SessionActs session={view.session} locked={staff.locked} />
      <WaitingMessage shown={staff.waiting_message} />
    </>
  );
}
