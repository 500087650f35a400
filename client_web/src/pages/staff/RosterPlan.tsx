import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useRosterPlan, useUndoDecision } from '../../api/rosters';
import type { LeftOutPerson, OtherSession, PlannedPerson, SessionDetail } from '../../api/types';
import { Chip } from '../../components/clinic/Chip';
import { DenseTable } from '../../components/clinic/DenseTable';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import table from '../../components/clinic/table.module.css';
import { Waiting } from '../../components/clinic/Waiting';
import { roster, rosterPlan as words } from '../../texts/clinic';
import { clock, dayIn, longDay } from '../../time/zone';
import { AddDialog } from './AddDialog';
import { DecideDialog } from './DecideDialog';
import { MakeUpDialog } from './MakeUpDialog';
import classes from './RosterPlan.module.css';

type Open =
  | { act: 'add' }
  | { act: 'left_out' | 'excused' | 'make up'; person: { person_id: string; name: string } }
  | null;

/** Who is expected at a session and why, and what staff may change of that. */
export function RosterPlan({ session }: { session: SessionDetail }) {
  const found = useRosterPlan(session.id);
  const undo = useUndoDecision(session.id);
  const [open, setOpen] = useState<Open>(null);
  const over = session.status === 'finished' || session.status === 'cancelled';
  if (found.isPending) return <Waiting />;
  if (found.isLoadingError) return <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />;
  const plan = found.data;
  const clients = plan.people.filter((one) => one.role === 'client');
  const close = () => setOpen(null);
  return (
    <section aria-label={words.title}>
      <div className={classes.head}>
        <h2>{words.title}</h2>
        {!over && (
          <Button variant="default" onClick={() => setOpen({ act: 'add' })}>
            {words.add}
          </Button>
        )}
      </div>
      {undo.isError && <ProblemNotice problem={undo.error} />}
      {plan.apart.map(([first = '', second = '']) => (
        <p key={`${first} ${second}`} className={classes.warning} role="status">
          {words.bothHere(first, second)}
        </p>
      ))}
      {plan.crowding.map((one) => (
        <p key={one} className={classes.warning}>
          {one}
        </p>
      ))}
      {clients.length === 0 ? (
        <Message title={words.none} {...(!over && { help: words.noneHelp })} />
      ) : (
        <DenseTable label={words.table} columns={[words.name, words.why, ...(over ? [] : [words.acts])]}>
          {clients.map((one) => (
            <tr key={one.person_id}>
              <th scope="row">
                {one.name}
                <span className={table.under}>{names(one)}</span>
              </th>
              <td data-column={words.why}>
                <Why person={one} />
              </td>
              {!over && (
                <td data-column={words.acts} className={table.middle}>
                  <Acts
                    person={one}
                    planned={session.status === 'planned'}
                    undoing={undo.isPending}
                    onAct={(act) => setOpen({ act, person: one })}
                    onUndo={() => undo.mutate(one.person_id)}
                  />
                </td>
              )}
            </tr>
          ))}
        </DenseTable>
      )}
      {plan.left_out.length > 0 && (
        <>
          <h3 className={classes.part}>{words.leftOut}</h3>
          <ul className={classes.list}>
            {plan.left_out.map((one) => (
              <li key={one.person_id}>
                <span>
                  <strong>{one.name}</strong>
                  <WhyNot person={one} />
                </span>
                {!over && (
                  <span className={classes.buttons}>
                    {one.role === 'client' && one.made_up_at === null && (
                      <Act act={words.makeUp} name={one.name} onClick={() => setOpen({ act: 'make up', person: one })} />
                    )}
                    {one.apart_from === null && (
                      <Act act={words.undo} name={one.name} onClick={() => undo.mutate(one.person_id)} />
                    )}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {open?.act === 'add' && <AddDialog session={session.id} onClose={close} />}
      {(open?.act === 'left_out' || open?.act === 'excused') && (
        <DecideDialog session={session.id} person={open.person} kind={open.act} onClose={close} />
      )}
      {open?.act === 'make up' && <MakeUpDialog session={session.id} person={open.person} onClose={close} />}
    </section>
  );
}

/** What there is to know of their names beside the legal one. */
function names({ name, chosen_name, name_used, pronouns }: PlannedPerson): string {
  const chosen = chosen_name === name ? '' : roster.chosenName(chosen_name);
  const used = name_used === '' ? '' : roster.usedName(name_used);
  return [chosen, used, pronouns].filter((part) => part !== '').join(' · ');
}

function Why({ person }: { person: PlannedPerson }) {
  return (
    <>
      {words.source[person.source]} {person.status === 'excused' && <Chip tone="quiet">{words.excused}</Chip>}
      {person.makes_up_for !== null && <Elsewhere session={person.makes_up_for} say={words.makesUpFor} />}
      {person.made_up_at !== null && <Elsewhere session={person.made_up_at} say={words.madeUpAt} />}
      {person.decision !== null && <span className={table.under}>{person.decision.reason}</span>}
    </>
  );
}

function WhyNot({ person }: { person: LeftOutPerson }) {
  return (
    <span className={classes.under}>
      {person.apart_from === null ? words.leftOutOnce : `${words.keptApart(person.apart_from)}. `}
      {person.apart_from !== null && person.made_up_at === null && words.noSession}
      {person.decision !== null && `: ${person.decision.reason}`}
      {person.made_up_at !== null && <Elsewhere session={person.made_up_at} say={words.madeUpAt} />}
    </span>
  );
}

function Elsewhere({ session, say }: { session: OtherSession; say: (title: string, when: string) => string }) {
  return (
    <span className={table.under}>
      <Link href={`/roster/${session.id}`}>{say(session.title, whenOf(session))}</Link>
    </span>
  );
}

/** `Thursday, March 5, 17:30`, by the clock of its place. */
export function whenOf({ starts_at, time_zone }: OtherSession): string {
  const start = new Date(starts_at);
  return `${longDay(dayIn(time_zone, start))}, ${clock(time_zone, start)}`;
}

interface ActsProps {
  person: PlannedPerson;
  planned: boolean;
  undoing: boolean;
  onAct: (act: 'left_out' | 'excused' | 'make up') => void;
  onUndo: () => void;
}

function Acts({ person, planned, undoing, onAct, onUndo }: ActsProps) {
  const excused = person.status === 'excused';
  const byHand = person.source === 'added' || person.source === 'make_up';
  const takenBack = excused ? person.made_up_at === null : planned && person.decision !== null;
  return (
    <span className={classes.buttons}>
      {!excused && <Act act={words.excuse} name={person.name} onClick={() => onAct('excused')} />}
      {planned && !byHand && !excused && <Act act={words.leaveOut} name={person.name} onClick={() => onAct('left_out')} />}
      {!byHand && person.made_up_at === null && (
        <Act act={words.makeUp} name={person.name} onClick={() => onAct('make up')} />
      )}
      {takenBack && <Act act={words.undo} name={person.name} disabled={undoing} onClick={onUndo} />}
    </span>
  );
}

function Act({ act, name, disabled = false, onClick }: { act: string; name: string; disabled?: boolean; onClick: () => void }) {
  return (
    <Button variant="default" size="compact-sm" disabled={disabled} aria-label={words.of(act, name)} onClick={onClick}>
      {act}
    </Button>
  );
}
