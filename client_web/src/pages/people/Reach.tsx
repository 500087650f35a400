import { Button } from '@mantine/core';
import { IconBan, IconCheck, IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { useReach } from '../../api/touch';
import type { Reach as Found } from '../../api/types';
import { Chip } from '../../components/clinic/Chip';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { reachWords as words } from '../../texts/clinic';
import { ReachDialog } from './ReachDialog';
import classes from '../staff/RosterPlan.module.css';

/** By which channels a client may be written to, and with what. */
export function Reach({ client, name }: { client: string; name: string }) {
  const found = useReach(client);
  const [editing, setEditing] = useState(false);
  return (
    <section aria-label={words.title}>
      <div className={classes.head}>
        <div>
          <h2>{words.title}</h2>
          <span className={classes.under}>{words.lead}</span>
        </div>
        {found.data && (
          <Button variant="default" onClick={() => setEditing(true)}>
            {words.edit}
          </Button>
        )}
      </div>
      {found.isError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.channels.length === 0 && <p>{words.none}</p>}
      {found.data && found.data.channels.length > 0 && <Channels reach={found.data} />}
      {editing && found.data && (
        <ReachDialog client={client} name={name} reach={found.data} onClose={() => setEditing(false)} />
      )}
    </section>
  );
}

function Channels({ reach }: { reach: Found }) {
  const quiet = reach.quiet ?? reach.clinic_quiet;
  return (
    <>
      <ul className={classes.list}>
        {reach.channels.map((one) => (
          <li key={one.kind}>
            <span>
              <strong>{one.address}</strong> <State of={one} />
              <span className={classes.under}>
                {one.purposes.length === 0 ? words.nothing : one.purposes.map((each) => words.purposes[each]).join(' · ')}
              </span>
              {!reach.ways.includes(one.kind) && <span className={classes.under}>{words.unavailable}</span>}
            </span>
          </li>
        ))}
      </ul>
      <p className={classes.under}>
        {`${words.language}: ${words.languages[reach.language]} · ${words.quiet}: ${words.span(short(quiet.start), short(quiet.end))}`}
      </p>
    </>
  );
}

function State({ of: one }: { of: Found['channels'][number] }) {
  if (one.stopped_as !== null)
    return (
      <Chip tone="attention" icon={IconBan}>
        {words.stopped[one.stopped_as]}
      </Chip>
    );
  if (!one.safe)
    return (
      <Chip tone="quiet" icon={IconLock}>
        {words.notSafe}
      </Chip>
    );
  return (
    <Chip tone="good" icon={IconCheck}>
      {words.isSafe}
    </Chip>
  );
}

/** 21:00:00 -> 21:00 */
export function short(time: string): string {
  return time.slice(0, 5);
}
