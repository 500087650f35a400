import { useEvidence } from '../../api/attendance';
import type { AttendanceRecord, Fact } from '../../api/types';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { amendment as words, server } from '../../texts/clinic';
import { whenIn } from '../attendance/signed';
import classes from './Dialogs.module.css';

/** What was recorded since somebody signed, for whoever decides whether the record should follow it. */
export function LateFacts({ record }: { record: AttendanceRecord }) {
  const { session_id: session, participant } = record;
  const found = useEvidence(session, participant.person_id);
  if (found.isPending) return <p role="status">{words.lateAsking}</p>;
  if (found.isLoadingError) return <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />;
  const zone = found.data.session.time_zone;
  return (
    <div>
      <p className={classes.label} id="late-facts">
        {words.late}
      </p>
      <ul className={classes.late} aria-labelledby="late-facts">
        {since(found.data.facts, record).map((fact) => (
          <li key={fact.id}>
            {server.said(fact.text)}{' '}
            <span className={classes.label}>{words.lateFrom(server.said(fact.source), whenIn(zone, fact.recorded_at))}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function since(facts: readonly Fact[], { signing }: AttendanceRecord): Fact[] {
  const signed = signing.attestations.find((one) => one.in_force)?.at;
  return facts.filter((fact) => signed === undefined || new Date(fact.recorded_at) > new Date(signed));
}
