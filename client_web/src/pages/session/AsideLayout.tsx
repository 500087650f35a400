import { IconPhoneOff } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { RoomView } from '../../protocol/messages';
import { useLive, useOwn, useRoom } from '../../hooks/live';
import { peopleOf } from '../../room/people';
import { texts } from '../../texts/en';
import classes from './AsideLayout.module.css';
import { Band } from './room/Band';
import { ControlButton } from './room/ControlButton';
import { DeviceControls } from './room/Controls';
import { Cover } from './room/Cover';
import { LeaveDialog } from './room/LeaveDialog';
import { Notices } from './room/Notices';
import { OwnConnection } from './room/OwnConnection';
import room from './room/room.module.css';
import { Stage } from './room/Stage';
import { StartSound } from './room/StartSound';
import { TopBar } from './room/TopBar';
import { useRoomKeys } from './room/useRoomKeys';
import { CallHelpButton, CallHelpFailed } from './staff/CallHelp';
import { Elsewhere } from './staff/Elsewhere';
import { useCallForHelp } from './staff/useCallForHelp';

/** A private word of two, who see and hear each other and nobody else. `children`: what it is, and what to do. */
export function AsideLayout({ view, title, children }: { view: RoomView; title: string; children: ReactNode }) {
  const { live } = useLive();
  const state = useRoom();
  const { selfView } = useOwn().preferences;
  const [leaving, setLeaving] = useState(false);
  const help = useCallForHelp(view.session.session, view.staff !== null);
  useRoomKeys(view, help.call, {});
  if (state.covered) return <Cover onBack={() => live.cover(false)} />;
  const self = { id: view.me.participant, name: view.me.name, role: view.me.role, raised: false };
  return (
    <div className={room.room} data-mantine-color-scheme="dark">
      {view.staff && (
        <div className={room.elsewhere}>
          <Elsewhere session={view.session.session} />
        </div>
      )}
      <TopBar view={view} onCover={() => live.cover(true)} />
      <Notices view={view} />
      <main className={room.stage}>
        {view.session.phase === 'on_break' && <Band view={view} />}
        <div className={classes.words} role="status">
          <h1 className={classes.title}>{title}</h1>
          {children}
          {view.staff?.without_staff && <p className={classes.alert}>{texts.sidebar.withoutStaff}</p>}
        </div>
        <div className={room.tiles}>
          <Stage people={peopleOf(view, state)} self={selfView || view.participants.length === 0 ? self : null} front={null} />
        </div>
        <StartSound />
        <OwnConnection />
      </main>
      <section className={room.controls} aria-label={texts.room.controls}>
        <DeviceControls />
        {view.staff && <CallHelpButton help={help} />}
        <ControlButton icon={IconPhoneOff} label={texts.room.leave} look="leave" onClick={() => setLeaving(true)} />
      </section>
      {help.failed && <CallHelpFailed phone={view.session.phone} />}
      {leaving && <LeaveDialog staff={view.staff !== null} onClose={() => setLeaving(false)} />}
    </div>
  );
}
