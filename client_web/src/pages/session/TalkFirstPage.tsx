import { useState } from 'react';
import type { ParticipantView, RoomView } from '../../protocol/messages';
import { RoomButton } from '../../components/RoomButton';
import { useLive } from '../../hooks/live';
import { texts } from '../../texts/en';
import { AsideLayout } from './AsideLayout';
import classes from './AsideLayout.module.css';
import { AdmitDialog } from './staff/AdmitDialog';
import { Answers } from './staff/Answers';
import { DenyDialog } from './staff/DenyDialog';
import { RedirectDialog } from './staff/RedirectDialog';
import { lineOf } from './staff/roster';

/** A private word before somebody is let in. */
export function TalkFirstPage({ view }: { view: RoomView }) {
  const other = view.participants[0];
  const words = texts.talkFirst;
  return (
    <AsideLayout view={view} title={words.title}>
      <p>{other && (view.staff ? words.staff(other.name) : words.client(other.name, texts.room.roles[other.role]))}</p>
      {view.staff && other && <StaffActions view={view} other={other} />}
    </AsideLayout>
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
