import { useState } from 'react';
import { useEvidence } from '../../api/attendance';
import type { Evidence } from '../../api/types';
import { LinkButton } from '../../components/clinic/LinkButton';
import { Message } from '../../components/clinic/Message';
import { PageHeading } from '../../components/clinic/PageHeading';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { Waiting } from '../../components/clinic/Waiting';
import { evidence as words } from '../../texts/clinic';
import { clock, dayIn, fullDay, zoneName } from '../../time/zone';
import classes from './EvidencePage.module.css';
import { FactList } from './FactList';
import { bandsOf, stretchesOf } from './stretches';
import { Signatures } from './Signatures';
import { StretchTable } from './StretchTable';
import { Timeline } from './Timeline';
import { Verdict } from './Verdict';

/** One client's record of one session, and everything it rests on. */
export function EvidencePage({ session, participant }: { session: string; participant: string }) {
  const found = useEvidence(session, participant);
  if (found.isPending) return <Waiting />;
  if (found.isLoadingError) return <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />;
  const evidence = found.data;
  const zone = evidence.session.time_zone;
  return (
    <>
      <PageHeading
        title={evidence.record.participant.legal_name}
        back={{ to: `/sessions/${session}`, words: evidence.session.title }}
        lead={leadOf(evidence)}
      >
        {!evidence.only_to_sign && (
          <LinkButton to={`/clients/${participant}`} variant="default">
            {words.allSessions}
          </LinkButton>
        )}
      </PageHeading>
      <Verdict evidence={evidence} zone={zone} />
      <Signatures record={evidence.record} zone={zone} />
      <Stretches evidence={evidence} />
      <OthersPresent others={evidence.others} zone={zone} />
      {evidence.facts.length > 0 && <FactList facts={evidence.facts} zone={zone} day={dayIn(zone, new Date(evidence.session.starts_at))} />}
    </>
  );
}

/** The timeline, and the table that says the same in words; pointing at one marks the other. */
function Stretches({ evidence }: { evidence: Evidence }) {
  const [active, setActive] = useState<number | null>(null);
  const stretches = stretchesOf(evidence);
  const bands = bandsOf(evidence);
  if (stretches.length === 0)
    return (
      <div className={classes.section}>
        {evidence.record.first_seen_at === null ? (
          <Message title={words.nothing} help={words.nothingHelp} />
        ) : (
          <Message title={words.noTime} help={words.noTimeHelp} />
        )}
      </div>
    );
  return (
    <section className={classes.section} aria-labelledby="timeline">
      <h2 className={classes.title} id="timeline">
        {words.timeline}
      </h2>
      <Timeline session={evidence.session} stretches={stretches} bands={bands} active={active} onPoint={setActive} />
      <StretchTable
        stretches={stretches}
        bands={bands}
        zone={evidence.session.time_zone}
        active={active}
        onPoint={setActive}
      />
    </section>
  );
}

/** In which roles others were there with the client; who, the record does not say. */
function OthersPresent({ others, zone }: { others: Evidence['others']; zone: string }) {
  if (others.length === 0) return null;
  return (
    <section className={classes.section} aria-labelledby="others">
      <h2 className={classes.title} id="others">
        {words.others}
      </h2>
      <ul>
        {others.map((one) => (
          <li key={`${one.role} ${one.started_at} ${one.ended_at}`}>
            {words.otherRoles[one.role]}, {clock(zone, new Date(one.started_at))} – {clock(zone, new Date(one.ended_at))}
          </li>
        ))}
      </ul>
    </section>
  );
}

function leadOf({ session, record }: Evidence): string {
  const zone = session.time_zone;
  const start = new Date(session.starts_at);
  const parts = [
    record.participant.record_number,
    fullDay(dayIn(zone, start)),
    `${clock(zone, start)} – ${clock(zone, new Date(session.ends_at))} ${zoneName(zone, start)}`,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}
