import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { FollowUp } from '../../../api/types';
import { DenseTable } from '../../../components/clinic/DenseTable';
import { hours } from '../../../components/clinic/duration';
import { useStaff } from '../../../components/clinic/StaffArea';
import table from '../../../components/clinic/table.module.css';
import { followUp as words } from '../../../texts/clinic';
import { addDays, dayIn, fullDay, monthAndDay } from '../../../time/zone';
import { DoneDialog } from './DoneDialog';
import classes from './followUp.module.css';

/** Clients with the facts that a rule brought up, each a link to what it rests on. */
export function FollowUpTable({ title, lines }: { title: string; lines: readonly FollowUp[] }) {
  const [telling, setTelling] = useState<FollowUp | null>(null);
  return (
    <section className={classes.section}>
      <h2>{title}</h2>
      <DenseTable label={title} columns={[words.client, words.what]}>
        {byClient(lines).map(([first, all]) => (
          <tr key={first.person_id}>
            <th scope="row">
              <Link href={`/clients/${first.person_id}?from=${addDays(first.week, -21)}&to=${addDays(first.week, 6)}`}>{first.legal_name}</Link>
              <span className={table.under}>{[...new Set(all.map((one) => one.program))].join(' · ')}</span>
            </th>
            <td data-column={words.what}>
              <ul className={classes.raised}>
                {all.map((one) => (
                  <li key={one.kind + one.week}>
                    <Facts one={one} />
                    <span className={classes.next}>
                      {one.done === null && <span>{words.andThen(words.steps[one.step])}</span>}
                      {one.earlier.map((done) => (
                        <Done key={done.at} done={done} />
                      ))}
                      {one.done === null ? (
                        <Button size="compact-sm" variant="default" aria-label={`${words.say}: ${one.legal_name}`} onClick={() => setTelling(one)}>
                          {words.say}
                        </Button>
                      ) : (
                        <Done done={one.done} />
                      )}
                    </span>
                  </li>
                ))}
              </ul>
            </td>
          </tr>
        ))}
      </DenseTable>
      {telling !== null && <DoneDialog one={telling} onClose={() => setTelling(null)} />}
    </section>
  );
}

/** Each client once, where the first of theirs stands. */
function byClient(lines: readonly FollowUp[]): readonly (readonly [FollowUp, readonly FollowUp[]])[] {
  const found = new Map<string, [FollowUp, FollowUp[]]>();
  for (const one of lines) {
    const known = found.get(one.person_id);
    if (known) known[1].push(one);
    else found.set(one.person_id, [one, [one]]);
  }
  return [...found.values()];
}

function Facts({ one }: { one: FollowUp }) {
  if (one.kind === 'absences')
    return (
      <span>
        {words.absences(one.missed.length)} {monthAndDay(one.week)}
        {one.missed.map((each) => (
          <span key={each.session_id} className={table.under}>
            <Link href={`/sessions/${each.session_id}/people/${one.person_id}`}>{fullDay(each.day)}</Link>
            {each.excused && `, ${words.excused}`}
          </span>
        ))}
      </span>
    );
  return (
    <span>
      {words.shortWeeks(one.weeks.length)} {monthAndDay(one.week)}
      {one.weeks.map((each) => (
        <span key={each.starts_on} className={table.under}>
          {monthAndDay(each.starts_on)}: {words.ofPlanned(hours(each.counted_minutes), hours(each.planned_minutes))}
        </span>
      ))}
    </span>
  );
}

function Done({ done }: { done: NonNullable<FollowUp['done']> }) {
  const { clinic } = useStaff();
  const what = done.outcome === 'not_needed' ? words.notNeeded : done.step === null ? words.other : words.steps[done.step];
  return (
    <span>
      {words.by(what, done.by, fullDay(dayIn(clinic.time_zone, new Date(done.at))))}
      {done.note !== '' && <span className={table.under}>{done.note}</span>}
    </span>
  );
}
