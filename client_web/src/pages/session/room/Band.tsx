import type { ReactNode } from 'react';
import type { BreakoutsView, RoomView } from '../../../protocol/messages';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { useNow } from '../../../hooks/useNow';
import { texts } from '../../../texts/en';
import { clockHere } from '../../../time/zone';
import classes from './Band.module.css';
import { Countdown } from './Countdown';

const SOON = 60_000;

/** Over the tiles, while it is so: a break, where one is while the group is divided, that one is in front for everybody. */
export function Band({ view }: { view: RoomView }) {
  const { session, breakouts, me, spotlight } = view;
  if (session.phase === 'on_break' && session.break_ends_at) {
    return <OnBreak until={session.break_ends_at} zone={session.time_zone} staff={view.staff !== null} />;
  }
  if (breakouts && me.place === 'breakout') return <InBreakout breakouts={breakouts} staff={view.staff !== null} />;
  if (breakouts) return <Divided breakouts={breakouts} staff={view.staff !== null} />;
  if (spotlight === me.participant) return <Strip>{texts.spotlight.you}</Strip>;
  return null;
}

function Strip({ soon = false, children }: { soon?: boolean; children: ReactNode }) {
  return (
    <div className={classes.band} data-soon={soon}>
      {children}
    </div>
  );
}

function OnBreak({ until, zone, staff }: { until: string; zone: string; staff: boolean }) {
  const { live } = useLive();
  const left = Date.parse(until) - useNow(1_000);
  const words = texts.timers;
  return (
    <Strip soon={left <= SOON}>
      <span className={classes.large}>
        {words.breakTitle} {left > 0 && <Countdown until={until} label={texts.breakouts.left} />}
      </span>
      <span>{left > 0 ? words.breakUntil(clockHere(zone, new Date(until))) : words.breakOver}</span>
      {staff && (
        <RoomButton small look="main" onClick={() => live.act({ type: 'end_break' })}>
          {texts.staffRoom.endBreak}
        </RoomButton>
      )}
    </Strip>
  );
}

function InBreakout({ breakouts: { here, ends_at }, staff }: { breakouts: BreakoutsView; staff: boolean }) {
  const { live } = useLive();
  const now = useNow(1_000);
  const soon = ends_at !== null && Date.parse(ends_at) - now <= SOON;
  const words = texts.breakouts;
  return (
    <Strip soon={soon}>
      <span className={classes.large}>{words.here(here ?? '')}</span>
      <Ends at={ends_at} soon={soon} />
      {!soon && <span>{words.hereHelp}</span>}
      {staff && (
        <RoomButton small onClick={() => live.act({ type: 'visit_breakout', breakout: null })}>
          {words.toMain}
        </RoomButton>
      )}
    </Strip>
  );
}

function Divided({ breakouts: { ends_at }, staff }: { breakouts: BreakoutsView; staff: boolean }) {
  return (
    <Strip>
      <span>{staff ? texts.breakouts.on : texts.breakouts.others}</span>
      {staff && <Ends at={ends_at} soon={false} />}
    </Strip>
  );
}

function Ends({ at, soon }: { at: string | null; soon: boolean }) {
  if (at === null) return null;
  const label = soon ? texts.breakouts.backIn : texts.breakouts.left;
  return (
    <span className={soon ? classes.large : undefined}>
      {label} <Countdown until={at} label={label} />
    </span>
  );
}
