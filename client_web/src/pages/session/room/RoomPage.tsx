import { useCallback, useState } from 'react';
import type { RoomView } from '../../../protocol/messages';
import { useLive, useOwn, useRoom } from '../../../hooks/live';
import { peopleOf } from '../../../room/people';
import { texts } from '../../../texts/en';
import { CallHelpFailed } from '../staff/CallHelp';
import { DeviceAlarm } from '../staff/DeviceAlarm';
import { Elsewhere } from '../staff/Elsewhere';
import { StaffPanel } from '../staff/StaffPanel';
import { useCallForHelp } from '../staff/useCallForHelp';
import { ChatPanel } from './ChatPanel';
import { Controls } from './Controls';
import { Cover } from './Cover';
import { LeaveDialog } from './LeaveDialog';
import { MorePanel } from './MorePanel';
import { Notices } from './Notices';
import { OneMicrophone } from './OneMicrophone';
import { OwnConnection } from './OwnConnection';
import { Panel, type PanelName } from './Panel';
import { PeoplePanel } from './PeoplePanel';
import classes from './room.module.css';
import { Stage } from './Stage';
import { StartSound } from './StartSound';
import { TopBar } from './TopBar';
import { useRoomKeys } from './useRoomKeys';

const PHONE = '(max-width: 48em)';

/** The room: tiles, controls, and one panel beside them. */
export function RoomPage({ view }: { view: RoomView }) {
  const { live } = useLive();
  const state = useRoom();
  const { selfView } = useOwn().preferences;
  const [panel, setPanel] = useState<PanelName | null>(() => (view.staff && !matchMedia(PHONE).matches ? 'people' : null));
  const [leaving, setLeaving] = useState(false);
  const toggle = useCallback((next: PanelName) => setPanel((now) => (now === next ? null : next)), []);
  const cover = useCallback((covered: boolean) => live.cover(covered), [live]);
  const help = useCallForHelp(view.session.session, view.staff !== null);
  useRoomKeys(view, { more: () => toggle('more'), callHelp: help.call });

  if (state.covered) return <Cover onBack={() => cover(false)} />;
  const people = peopleOf(view, state);
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
        <Stage people={people} self={selfView || people.length === 0 ? self : null} />
        <StartSound />
        <OwnConnection />
      </main>
      {panel && (
        <Panel key={panel} title={titles[panel]} onClose={() => setPanel(null)}>
          {panel === 'people' && (view.staff ? <StaffPanel view={view} staff={view.staff} /> : <PeoplePanel people={people} me={view.me} />)}
          {panel === 'chat' && <ChatPanel />}
          {panel === 'more' && <MorePanel session={view.session} staff={view.staff !== null} />}
        </Panel>
      )}
      <Controls view={view} help={help} panel={panel} onPanel={toggle} onLeave={() => setLeaving(true)} />
      {help.failed && <CallHelpFailed phone={view.session.phone} />}
      <OneMicrophone />
      {leaving && <LeaveDialog staff={view.staff !== null} onClose={() => setLeaving(false)} />}
    </div>
  );
}
