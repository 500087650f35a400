import { Button } from '@mantine/core';
import { useState } from 'react';
import { useAgreement, useEndInvitation, useOthers, useRemoveFromTeam } from '../../api/others';
import type { GuestLine, SessionDetail, SessionOthers, TeamMember } from '../../api/types';
import { DenseTable } from '../../components/clinic/DenseTable';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { RevokeDialog } from '../../components/clinic/RevokeDialog';
import table from '../../components/clinic/table.module.css';
import { Waiting } from '../../components/clinic/Waiting';
import { others as words } from '../../texts/clinic';
import { addDays, clock, dayIn, shortDay } from '../../time/zone';
import { EndInSeries } from './EndInSeries';
import { InviteDialog } from './InviteDialog';
import classes from './RosterPlan.module.css';
import { TeamDialog } from './TeamDialog';

type Open = { act: 'invite' } | { act: 'team' } | { act: 'end'; member: TeamMember } | { act: 'revoke'; guest: GuestLine } | null;

/** Who takes part besides the clients: staff, trainees, interpreters, guests; and what clients say of trainees. */
export function Others({ session }: { session: SessionDetail }) {
  const found = useOthers(session.id);
  const remove = useRemoveFromTeam(session.id);
  const end = useEndInvitation(session.id);
  const [open, setOpen] = useState<Open>(null);
  const over = session.status === 'finished' || session.status === 'cancelled';
  if (found.isPending) return <Waiting />;
  if (found.isLoadingError) return <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />;
  const { team, guests, takes_guests, agreements, series } = found.data;
  const planned = session.status === 'planned';
  const following = planned && series !== null ? { id: series, day: dayIn(session.time_zone, new Date(session.starts_at)) } : null;
  const close = () => setOpen(null);
  return (
    <section aria-label={words.title}>
      <div className={classes.head}>
        <h2>{words.title}</h2>
        {!over && (
          <span className={classes.buttons}>
            <Button variant="default" onClick={() => setOpen({ act: 'team' })}>
              {words.addStaff}
            </Button>
            <Button variant="default" onClick={() => setOpen({ act: 'invite' })}>
              {words.invite}
            </Button>
          </span>
        )}
      </div>
      {remove.isError && <ProblemNotice problem={remove.error} />}
      {agreements.length > 0 && !over && <Agreements session={session.id} agreements={agreements} />}
      {team.length + guests.length === 0 ? (
        <Message title={words.none} help={words.lead} />
      ) : (
        <DenseTable label={words.table} columns={[words.name, words.role, ...(over ? [] : [words.acts])]}>
          {team.map((one) => (
            <tr key={one.person_id}>
              <th scope="row">{one.name}</th>
              <td data-column={words.role}>
                {words.roles[partOf(one, team)]}
                {one.in_series !== null && <span className={table.under}>{words.inSeries(shortDay(one.in_series.from_on), one.in_series.until_on && shortDay(one.in_series.until_on))}</span>}
              </td>
              {!over && (
                <td data-column={words.acts} className={table.middle}>
                  {(one.added || one.in_series !== null) && planned && (
                    <Act
                      act={one.in_series === null ? words.remove : words.takeOff}
                      name={one.name}
                      disabled={remove.isPending}
                      onClick={() => remove.mutate(one.person_id)}
                    />
                  )}
                  {one.in_series !== null && series !== null && planned && (
                    <Act act={words.end} name={one.name} onClick={() => setOpen({ act: 'end', member: one })} />
                  )}
                </td>
              )}
            </tr>
          ))}
          {guests.map((one) => (
            <tr key={one.invitation}>
              <th scope="row">{one.name}</th>
              <td data-column={words.role}>
                {comesAs(one)}
                <span className={table.under}>{stateOf(one, session.time_zone)}</span>
              </td>
              {!over && (
                <td data-column={words.acts} className={table.middle}>
                  {(one.state === 'invited' || one.state === 'accepted') && (
                    <Act act={words.revoke} name={one.name} onClick={() => setOpen({ act: 'revoke', guest: one })} />
                  )}
                </td>
              )}
            </tr>
          ))}
        </DenseTable>
      )}
      {open?.act === 'team' && <TeamDialog session={session.id} series={following} onClose={close} />}
      {open?.act === 'invite' && <InviteDialog session={session} takesGuests={takes_guests} onClose={close} />}
      {open?.act === 'end' && open.member.in_series !== null && following !== null && (
        <EndInSeries series={following.id} member={{ ...open.member.in_series, name: open.member.name }} last={addDays(following.day, -1)} today={dayIn(session.time_zone, new Date())} onClose={close} />
      )}
      {open?.act === 'revoke' && (
        <RevokeDialog words={words} name={open.guest.name} onRevoke={() => end.mutateAsync(open.guest.invitation)} onClose={close} />
      )}
    </section>
  );
}

/** Who was added leads along with those who were planned. */
function partOf({ role, added, in_series }: TeamMember, team: readonly TeamMember[]): keyof typeof words.roles {
  const alone = team.filter((one) => one.role === 'facilitator').length < 2;
  return role === 'facilitator' && (added || in_series !== null) && !alone ? 'co_facilitator' : role;
}

function comesAs({ role, client, relation }: GuestLine): string {
  if (role === 'interpreter') return client === null ? words.roles.interpreter : words.interpreterFor(client);
  return client === null ? words.roles.guest : words.guestOf(client, relation);
}

function stateOf({ state, accepted_at }: GuestLine, zone: string): string {
  if (state !== 'accepted' || accepted_at === null) return words.states[state];
  const at = new Date(accepted_at);
  return words.accepted(`${shortDay(dayIn(zone, at))}, ${clock(zone, at)}`);
}

function Act({ act, name, disabled = false, onClick }: { act: string; name: string; disabled?: boolean; onClick: () => void }) {
  return (
    <Button variant="default" size="compact-sm" disabled={disabled} aria-label={words.of(act, name)} onClick={onClick}>
      {act}
    </Button>
  );
}

/** Nobody watches a client who has not agreed: staff see before the start whom there is still to ask. */
function Agreements({ session, agreements }: { session: string; agreements: SessionOthers['agreements'] }) {
  const say = useAgreement(session);
  const missing = agreements.filter((one) => one.agreed !== true).map((one) => one.name);
  return (
    <>
      <h3 className={classes.part}>{words.agreementsTitle}</h3>
      <p>{words.agreementsLead}</p>
      {say.isError && <ProblemNotice problem={say.error} />}
      <p className={missing.length > 0 ? classes.warning : undefined} role="status">
        {missing.length > 0 ? words.notYet(missing) : words.allAgreed}
      </p>
      <ul className={classes.list}>
        {agreements.map((one) => (
          <li key={one.person_id}>
            <span>
              <strong>{one.name}</strong>
              <span className={classes.under}>
                {one.agreed === null ? words.notAsked : one.agreed ? words.agrees : words.declines}
              </span>
            </span>
            <span className={classes.buttons}>
              {[true, false].map((agreed) => (
                <Button
                  key={String(agreed)}
                  size="compact-sm"
                  variant={one.agreed === agreed ? 'light' : 'default'}
                  aria-pressed={one.agreed === agreed}
                  aria-label={agreed ? words.agreesOf(one.name) : words.declinesOf(one.name)}
                  onClick={() => say.mutate({ client: one.person_id, agreed })}
                >
                  {agreed ? words.agrees : words.declines}
                </Button>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
