import { Button, Checkbox } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import type { RosterEntry, SessionDetail } from '../../api/types';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useNow } from '../../components/clinic/useNow';
import { inPerson as words, statement } from '../../texts/clinic';
import classes from './InPerson.module.css';

/** As the server has it. */
const SEEN_BEFORE = 2 * 3_600_000;

/** Whether it is too early to say who is in the room. */
export function isEarly({ status, starts_at }: SessionDetail, now: number): boolean {
  return status === 'planned' && Date.parse(starts_at) - now > SEEN_BEFORE;
}

interface InPersonProps {
  session: SessionDetail;
  clients: readonly RosterEntry[];
  /** What was just done; empty otherwise. */
  notice: string;
  /** Why the last tap did not work. */
  problem: Error | null;
  /** Whether the one who taps is in the room too. */
  here: boolean;
  /** Nobody on staff is in the room, so that nobody's time there counts. */
  withoutStaff: boolean;
  /** Null for those who do not run this session: their being there changes nothing. */
  onHere: ((here: boolean) => void) | null;
  onAllHere: () => void;
  onHeadcount: () => void;
  onStatement: () => void;
}

/** One tap for everybody, then the exceptions in the table below. */
export function InPerson(props: InPersonProps) {
  const { session, clients, notice, problem, here, withoutStaff, onHere, onAllHere, onHeadcount, onStatement } = props;
  const count = clients.filter((client) => client.in_room).length;
  const elsewhere = clients.filter((client) => client.online && !client.in_room).length;
  const cancelled = session.status === 'cancelled';
  const over = cancelled || session.status === 'finished';
  const early = isEarly(session, useNow());
  const closed = over || early;
  return (
    <section className={classes.panel} aria-labelledby="in-person">
      <div className={classes.words}>
        <h2 className={classes.title} id="in-person">
          {words.title}
        </h2>
        <p className={classes.lead}>{over ? words.closed : early ? words.early : words.lead}</p>
        {!closed && (
          <p className={classes.count} role="status">
            <IconUsersGroup size="1.2em" stroke={1.8} aria-hidden /> {words.count(count, clients.length, elsewhere)}
          </p>
        )}
        {!closed && onHere && (
          <Checkbox
            className={classes.here}
            label={words.alsoHere}
            description={words.alsoHereHelp}
            checked={here}
            onChange={(event) => onHere(event.currentTarget.checked)}
          />
        )}
        {!closed && withoutStaff && count > 0 && <p className={classes.warning}>{words.withoutStaff}</p>}
        <p className={classes.notice} role="status">
          {notice}
        </p>
        {problem && <ProblemNotice problem={problem} />}
      </div>
      <div className={classes.actions}>
        {!closed && (
          <>
            <Button
              variant="light"
              disabled={elsewhere === clients.length}
              onClick={onAllHere}
            >
              {words.allHere}
            </Button>
            <Button variant="default" onClick={onHeadcount}>
              {words.headcount}
            </Button>
          </>
        )}
        {!cancelled && !early && (
          <Button variant={closed ? 'default' : 'subtle'} onClick={onStatement}>
            {statement.add}
          </Button>
        )}
      </div>
    </section>
  );
}
