import type { RoomView, StaffView } from '../../../protocol/messages';
import { RoomButton } from '../../../components/RoomButton';
import { useHeadcount } from '../../../api/sessions';
import { useLive } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import { clockHere } from '../../../time/zone';
import { AssessmentAct } from './AssessmentAct';
import { BreakoutList } from './BreakoutList';
import { ConnectionList } from './ConnectionList';
import { HandList } from './HandList';
import { OtherList } from './OtherList';
import { RoomDevices } from './RoomDevices';
import { RosterList } from './RosterList';
import { SessionActs } from './SessionActs';
import { SidebarList } from './SidebarList';
import { StillHere } from './StillHere';
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
      {!staff.admits && (
        <p className={classes.alert} role="alert">
          {texts.staffRoom.admitsNobody}
        </p>
      )}
      {!staff.leads && <LooksIn />}
      {staff.must_end_at && <p className={classes.alert}>{texts.timers.mustGoOnHelp(clockHere(view.session.time_zone, new Date(staff.must_end_at)))}</p>}
      {staff.without_staff && (
        <p className={classes.alert} role="status">
          {texts.sidebar.withoutStaff}
        </p>
      )}
      <AssessmentAct session={view.session} staff={staff} />
      <WaitingList waiting={staff.waiting} roster={staff.roster} locked={staff.locked} />
      <HandList view={view} staff={staff} />
      <SidebarList sidebars={staff.sidebars} />
      <BreakoutList view={view} staff={staff} />
      <SessionActs session={view.session} locked={staff.locked} divided={staff.breakouts.length > 0} othersShare={staff.others_may_share} />
      {view.session.phase === 'on_break' && <BreakCount view={view} />}
      <RosterList staff={staff} session={view.session} spotlight={view.spotlight} />
      <OtherList view={view} />
      <RoomDevices session={view.session.session} shown={staff.device} />
      <ConnectionList view={view} />
      <WaitingMessage shown={staff.waiting_message} />
    </>
  );
}

/** Of one who was not planned for the session: nothing that clients spend with them counts until they run it. */
function LooksIn() {
  const { live } = useLive();
  return (
    <div className={classes.alert} role="status">
      <p>{texts.staffRoom.looksIn}</p>
      <RoomButton small look="main" onClick={() => live.act({ type: 'take_over' })}>
        {texts.staffRoom.takeOver}
      </RoomButton>
    </div>
  );
}

/** As a break begins those in the clinic's room are counted, before they go out. */
function BreakCount({ view }: { view: RoomView }) {
  const headcount = useHeadcount(view.session.session);
  return (
    <div className={classes.section}>
      <StillHere session={view.session.session} me={view.me.participant} headcount={headcount} />
    </div>
  );
}
