import { Button } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { useInRoom } from '../../api/sessions';
import type { RosterEntry, SessionDetail } from '../../api/types';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { inPerson as words, statement } from '../../texts/clinic';
import classes from './InPerson.module.css';

interface InPersonProps {
  session: SessionDetail;
  clients: readonly RosterEntry[];
  /** What was just done; empty otherwise. */
  notice: string;
  onHeadcount: () => void;
  onStatement: () => void;
}

/** One tap for everybody, then the exceptions in the table below. */
export function InPerson({ session, clients, notice, onHeadcount, onStatement }: InPersonProps) {
  const inRoom = useInRoom(session.id);
  const here = clients.filter((client) => client.in_room).length;
  const missing = clients.filter((client) => !client.in_room).map((client) => client.person_id);
  const cancelled = session.status === 'cancelled';
  const closed = cancelled || session.status === 'finished';
  return (
    <section className={classes.panel} aria-labelledby="in-person">
      <div className={classes.words}>
        <h2 className={classes.title} id="in-person">
          {words.title}
        </h2>
        <p className={classes.lead}>{closed ? words.closed : words.lead}</p>
        {!closed && (
          <p className={classes.count} role="status">
            <IconUsersGroup size="1.2em" stroke={1.8} aria-hidden /> {words.count(here, clients.length)}
          </p>
        )}
        <p className={classes.notice} role="status">
          {notice}
        </p>
        {inRoom.isError && <ProblemNotice problem={inRoom.error} />}
      </div>
      <div className={classes.actions}>
        {!closed && (
          <>
            <Button
              variant="light"
              disabled={missing.length === 0}
              onClick={() => inRoom.mutate({ participants: missing, state: 'present' })}
            >
              {words.allHere}
            </Button>
            <Button variant="default" onClick={onHeadcount}>
              {words.headcount}
            </Button>
          </>
        )}
        {!cancelled && (
          <Button variant={closed ? 'default' : 'subtle'} onClick={onStatement}>
            {statement.add}
          </Button>
        )}
      </div>
    </section>
  );
}
