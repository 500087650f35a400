import { useCallback, useState } from 'react';
import type { RoomView } from '../../../protocol/messages';
import { handoutFile } from '../../../api/handouts';
import { useLive, useOwn, useRoom } from '../../../hooks/live';
import { peopleOf } from '../../../room/people';
import { screenOf } from '../../../room/screen';
import { texts } from '../../../texts/en';
import { AdmitDialog } from '../staff/AdmitDialog';
import { BreakoutsDialog } from '../staff/BreakoutsDialog';
import { CallHelpFailed } from '../staff/CallHelp';
import { DeviceAlarm } from '../staff/DeviceAlarm';
import { Elsewhere } from '../staff/Elsewhere';
import { readyOf } from '../staff/ready';
import { StaffPanel } from '../staff/StaffPanel';
import { useCallForHelp } from '../staff/useCallForHelp';
import { Band } from './Band';
import { ChatPanel } from './ChatPanel';
import { Controls } from './Controls';
import { Cover } from './Cover';
import type { ShownHandout } from './HandoutTile';
import { LeaveDialog } from './LeaveDialog';
import { MorePanel } from './MorePanel';
import { Notices } from './Notices';
import { OneMicrophone } from './OneMicrophone';
import { OwnConnection } from './OwnConnection';
import { Panel, type PanelName } from './Panel';
import { PeoplePanel } from './PeoplePanel';
import classes from './room.module.css';
import { ShareDialog } from './ShareDialog';
import { Stage } from './Stage';
import { StartSound } from './StartSound';
import { TopBar } from './TopBar';
import { useRoomKeys } from './useRoomKeys';
import { useShare } from './useShare';

const PHONE = '(max-width: 48em)';

/** What staff show, with how this page gets it. */
function shownHandout({ handout, session, staff }: RoomView): ShownHandout | null {
  return handout && { ...handout, closes: staff !== null, file: () => handoutFile(session.session, handout.handout) };
}

/** The room: tiles, controls, and one panel beside them. */
export function RoomPage({ view }: { view: RoomView }) {
  const { live } = useLive();
  const state = useRoom();
  const { selfView } = useOwn().preferences;
  const [panel, setPanel] = useState<PanelName | null>(() => (view.staff && !matchMedia(PHONE).matches ? 'people' : null));
  const [leaving, setLeaving] = useState(false);
  const divided = view.breakouts !== null;
  const toggle = useCallback((next: PanelName) => setPanel((now) => (now === next ? null : next)), []);
  const cover = useCallback((covered: boolean) => live.cover(covered), [live]);
  const help = useCallForHelp(view.session.session, view.staff !== null);
  const [asking, setAsking] = useState<'admit' | 'breakouts' | 'share' | null>(null);
  const share = useShare(view, () => setAsking('share'));
  const staff = view.staff;
  const ready = staff && !staff.locked ? readyOf(staff) : [];
  const divide = useCallback(() => (divided ? setPanel('people') : setAsking('breakouts')), [divided]);
  useRoomKeys(view, help.call, {
    '?': () => toggle('more'),
    p: () => toggle('people'),
    c: () => toggle('chat'),
    ...(share && { s: share }),
    ...(ready.length > 0 && { a: () => setAsking('admit') }),
    ...(staff && view.session.phase === 'in_progress' && { g: divide }),
  });

  if (state.covered) return <Cover onBack={() => cover(false)} />;
  const people = peopleOf(view, state);
  const screen = screenOf(view, state);
  const self = { id: view.me.participant, name: view.me.name, role: view.me.role, raised: view.me.hand_raised };
  const titles = { people: texts.room.people, chat: texts.chat.title, more: texts.more.title };
  return (
    <div className={classes.room} data-mantine-color-scheme="dark">
      {view.staff && (
        <div className={classes.elsewhere}>
          <Elsewhere session={view.session.session} />
          <DeviceAlarm device={view.staff.device} />
        </div>
      )}
      <TopBar view={view} onCover={() => cover(true)} />
      <Notices view={view} />
      <main className={classes.stage}>
        <h1 className="visually-hidden">{texts.session.tabTitle}</h1>
        <Band view={view} />
        <div className={classes.tiles}>
          <Stage people={people} self={selfView || people.length === 0 ? self : null} front={view.spotlight} screen={screen} handout={shownHandout(view)} />
        </div>
        <StartSound />
        <OwnConnection />
      </main>
      {panel && (
        <Panel key={panel} title={titles[panel]} onClose={() => setPanel(null)}>
          {panel === 'people' && (view.staff ? <StaffPanel view={view} staff={view.staff} /> : <PeoplePanel people={people} me={view.me} />)}
          {panel === 'chat' && <ChatPanel />}
          {panel === 'more' && <MorePanel session={view.session} staff={staff !== null} />}
        </Panel>
      )}
      <Controls view={view} help={help} panel={panel} onPanel={toggle} onDivide={divide} onShare={share} onLeave={() => setLeaving(true)} />
      {asking === 'admit' && <AdmitDialog who={ready} all onClose={() => setAsking(null)} />}
      {asking === 'breakouts' && <BreakoutsDialog people={view.participants} onClose={() => setAsking(null)} />}
      {asking === 'share' && <ShareDialog sharing={screen?.name ?? null} onClose={() => setAsking(null)} />}
      {help.failed && <CallHelpFailed phone={view.session.phone} />}
      <OneMicrophone />
      {leaving && <LeaveDialog staff={view.staff !== null} onClose={() => setLeaving(false)} />}
    </div>
  );
}
