import type { BreakoutView, RoomView, StaffView } from '../../../protocol/messages';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { useNow } from '../../../hooks/useNow';
import { runs } from '../../../room/people';
import { texts } from '../../../texts/en';
import { Countdown } from '../room/Countdown';
import classes from './Breakouts.module.css';
import panel from './StaffPanel.module.css';

const LONGER = 2;
/** Seconds. */
const NOTICE = 30;

interface Someone {
  participant: string;
  name: string;
  away: boolean;
}

/** While the group is divided: who is where, and to visit, to move, to call back. */
export function BreakoutList({ view, staff }: { view: RoomView; staff: StaffView }) {
  const { live } = useLive();
  const words = texts.breakouts;
  const now = useNow(1_000);
  if (staff.breakouts.length === 0) return null;
  const ends = view.breakouts?.ends_at ?? null;
  const called = ends !== null && Date.parse(ends) - now <= (NOTICE + 1) * 1_000;
  const visiting = view.me.place === 'breakout';
  return (
    <section className={panel.section} aria-label={words.title}>
      <div className={panel.head}>
        <h3>{words.title}</h3>
        {ends !== null && <Countdown until={ends} label={words.left} />}
      </div>
      <div className={classes.acts}>
        {called ? (
          <RoomButton small onClick={() => live.act({ type: 'call_back', seconds: 0 })}>
            {words.backNow}
          </RoomButton>
        ) : (
          <RoomButton small look="main" title={words.callBackHelp} onClick={() => live.act({ type: 'call_back', seconds: NOTICE })}>
            {words.callBack}
          </RoomButton>
        )}
        <RoomButton small onClick={() => live.act({ type: 'extend_breakouts', minutes: LONGER })}>
          {words.longer(LONGER)}
        </RoomButton>
        {visiting && (
          <RoomButton small onClick={() => live.act({ type: 'visit_breakout', breakout: null })}>
            {words.toMain}
          </RoomButton>
        )}
      </div>
      <ul className={panel.list}>
        {staff.breakouts.map((breakout) => (
          <Breakout key={breakout.breakout} breakout={breakout} all={staff.breakouts} me={view.me.participant} />
        ))}
        <li className={panel.card}>
          <div className={classes.head}>
            <h4>{words.main}</h4>
          </div>
          <People people={inMain(view, staff)} at="" all={staff.breakouts} />
        </li>
      </ul>
    </section>
  );
}

function Breakout({ breakout, all, me }: { breakout: BreakoutView; all: BreakoutView[]; me: string }) {
  const { live } = useLive();
  const words = texts.breakouts;
  const leading = breakout.people.filter(({ role }) => runs(role));
  const others = breakout.people.filter(({ role }) => !runs(role));
  const here = leading.some(({ participant }) => participant === me);
  return (
    <li className={panel.card}>
      <div className={classes.head}>
        <h4>
          <bdi>{breakout.name}</bdi>
        </h4>
        {!here && (
          <RoomButton small aria-label={words.visitNamed(breakout.name)} onClick={() => live.act({ type: 'visit_breakout', breakout: breakout.breakout })}>
            {words.visit}
          </RoomButton>
        )}
      </div>
      <p className={panel.dim}>
        {leading.length > 0 ? words.led(leading.map(({ participant, name }) => (participant === me ? texts.room.you.toLowerCase() : name))) : words.withoutStaff}
      </p>
      <People people={others.map(({ connectivity, ...one }) => ({ ...one, away: connectivity === 'reconnecting' }))} at={breakout.breakout} all={all} />
    </li>
  );
}

function People({ people, at, all }: { people: Someone[]; at: string; all: BreakoutView[] }) {
  const { live } = useLive();
  const words = texts.breakouts;
  if (people.length === 0) return <p className={panel.dim}>{words.empty}</p>;
  return (
    <ul className={panel.list}>
      {people.map(({ participant, name, away }) => (
        <li key={participant} className={classes.person}>
          <bdi>
            {name} {away && <span className={panel.dim}>{words.away}</span>}
          </bdi>
          <select
            aria-label={words.move(name)}
            value={at}
            onChange={(event) => live.act({ type: 'move_to_breakout', participant, breakout: event.currentTarget.value || null })}
          >
            {all.map(({ breakout, name: label }) => (
              <option key={breakout} value={breakout}>
                {label}
              </option>
            ))}
            <option value="">{words.main}</option>
          </select>
        </li>
      ))}
    </ul>
  );
}

/** Clients by the roster, wherever one is oneself; whoever else takes part only from there. */
function inMain(view: RoomView, staff: StaffView): Someone[] {
  const near = view.me.place === 'in_room' ? view.participants.filter(({ role }) => role !== 'room' && !runs(role)) : [];
  const found = new Map(near.map(({ participant, name, connectivity }) => [participant, { participant, name, away: connectivity === 'reconnecting' }]));
  for (const { participant, name, place } of staff.roster) {
    if (place === 'in_room' && !found.has(participant)) found.set(participant, { participant, name, away: false });
  }
  return [...found.values()];
}
