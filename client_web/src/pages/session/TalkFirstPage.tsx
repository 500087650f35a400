import { IconPhoneOff } from '@tabler/icons-react';
import { useState } from 'react';
import type { ParticipantView, RoomView } from '../../protocol/messages';
import { RoomButton } from '../../components/RoomButton';
import { useLive, useOwn, useRoom } from '../../hooks/live';
import { peopleOf } from '../../room/people';
import { texts } from '../../texts/en';
import { ControlButton } from './room/ControlButton';
import { DeviceControls } from './room/Controls';
import { Cover } from './room/Cover';
import { LeaveDialog } from './room/LeaveDialog';
import { Notices } from './room/Notices';
import room from './room/room.module.css';
import { Stage } from './room/Stage';
import { OwnConnection } from './room/OwnConnection';
import { StartSound } from './room/StartSound';
import { TopBar } from './room/TopBar';
import { useRoomKeys } from './room/useRoomKeys';
import { AdmitDialog } from './staff/AdmitDialog';
import { Answers } from './staff/Answers';
import { CallHelpButton, CallHelpFailed } from './staff/CallHelp';
import { DenyDialog } from './staff/DenyDialog';
import { Elsewhere } from './staff/Elsewhere';
import { RedirectDialog } from './staff/RedirectDialog';
import { lineOf } from './staff/roster';
import { useCallForHelp } from './staff/useCallForHelp';
import classes from './TalkFirstPage.module.css';

/** A private word of two: they see and hear each other and nobody else. */
export function TalkFirstPage({ view }: { view: RoomView }) {
  const { live } = useLive();
  const state = useRoom();
  const { selfView } = useOwn().preferences;
  const [leaving, setLeaving] = useState(false);
  const help = useCallForHelp(view.session.session, view.staff !== null);
  useRoomKeys(view, { more: () => undefined, callHelp: help.call });
  if (state.covered) return <Cover onBack={() => live.cover(false)} />;
  const other = view.participants[0];
  const words = texts.talkFirst;
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
      <main className={`${room.stage} ${classes.stage}`}>
        <div className={classes.words} role="status">
          <h1 className={classes.title}>{words.title}</h1>
          <p>{other && (view.staff ? words.staff(other.name) : words.client(other.name, texts.room.roles[other.role]))}</p>
          {view.staff && other && <StaffActions view={view} other={other} />}
        </div>
        <Stage people={peopleOf(view, state)} self={selfView || !other ? self : null} />
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

function legalName(view: RoomView, other: ParticipantView): string {
  const entry = [...(view.staff?.waiting ?? []), ...(view.staff?.roster ?? [])].find((it) => it.participant === other.participant);
  return entry?.legal_name ?? other.name;
}

/** What they answered; let them in, back to waiting, another way, or not today. */
function StaffActions({ view, other }: { view: RoomView; other: ParticipantView }) {
  const { live } = useLive();
  const [asking, setAsking] = useState<'admit' | 'deny' | 'redirect' | null>(null);
  const { participant, name } = other;
  const close = () => setAsking(null);
  const entry = lineOf(view, participant);
  const waits = view.staff?.waiting.find((one) => one.participant === participant);
  return (
    <>
      {entry && <Answers entry={entry} />}
      <div className={classes.actions}>
        <RoomButton small look="main" onClick={() => setAsking('admit')}>
          {texts.talkFirst.admit}
        </RoomButton>
        <RoomButton small onClick={() => live.act({ type: 'end_talk' })}>
          {texts.talkFirst.endTalk}
        </RoomButton>
        <RoomButton small onClick={() => setAsking('redirect')}>
          {texts.checks.redirect}
        </RoomButton>
        <RoomButton small look="quiet" onClick={() => setAsking('deny')}>
          {texts.talkFirst.deny}
        </RoomButton>
      </div>
      {asking === 'admit' && <AdmitDialog who={[{ participant, name, legal_name: legalName(view, other), over: waits?.over ?? [] }]} onClose={close} />}
      {asking === 'redirect' && <RedirectDialog participant={participant} name={name} onClose={close} />}
      {asking === 'deny' && <DenyDialog participant={participant} name={name} onClose={close} />}
    </>
  );
}
