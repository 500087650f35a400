import type { Amendment, AttendanceRecord } from '../../api/types';
import { DenseTable } from '../../components/clinic/DenseTable';
import { tellApart } from '../../components/clinic/duration';
import { OutcomeChip } from '../../components/clinic/OutcomeChip';
import { SigningChip } from '../../components/clinic/SigningChip';
import table from '../../components/clinic/table.module.css';
import { amendment as words } from '../../texts/clinic';
import classes from './EvidencePage.module.css';
import { signerOf, whenIn } from './signed';

/** Who signed the record and when, what they judged, and every amendment with both values. */
export function Signatures({ record, zone }: { record: AttendanceRecord; zone: string }) {
  const { signing } = record;
  if (record.provisional) return null;
  const when = (instant: string) => whenIn(zone, instant);
  return (
    <section className={classes.section} aria-labelledby="signatures">
      <h2 className={classes.title} id="signatures">
        {words.heading}
      </h2>
      <p>
        <SigningChip status={signing.status} />
      </p>
      {signing.attestations.length === 0 && <p>{words.nobodySigned}</p>}
      {signing.attestations.length > 0 && (
        <ul aria-label={words.signatures}>
          {signing.attestations.map((one) => (
            <li key={one.at + one.kind}>
              {(one.kind === 'signature' ? words.signedBy : words.cosignedBy)(signerOf(one), when(one.at))}
              {one.in_place_of.length > 0 && `, ${words.inPlaceOf(one.in_place_of.join(', '))}`}
              {!one.in_force && ` (${words.earlier})`}
            </li>
          ))}
        </ul>
      )}
      {signing.judgement !== null && signing.judgement.excused && <p>{words.excusedBy(signing.judgement.by)}</p>}
      {signing.judgement !== null && signing.judgement.note !== '' && (
        <p>
          {words.noteBy(signing.judgement.by)}: {signing.judgement.note}
        </p>
      )}
      {signing.amendments.length > 0 && (
        <DenseTable label={words.history} columns={[words.state, words.before, words.after, words.why, words.who]}>
          {signing.amendments.map((one) => (
            <Row key={one.id} one={one} when={when} />
          ))}
        </DenseTable>
      )}
    </section>
  );
}

function Row({ one, when }: { one: Amendment; when: (instant: string) => string }) {
  const [before, after] = tellApart(one.before.countable_minutes, one.after.countable_minutes);
  return (
    <tr>
      <th scope="row">
        {words.kinds[one.kind]}
        <span className={table.under}>{words.states[one.state]}</span>
      </th>
      <td data-column={words.before}>
        <Value value={one.before} time={before} />
      </td>
      <td data-column={words.after}>
        <Value value={one.after} time={after} />
      </td>
      <td data-column={words.why}>
        <span>
          {one.reason}
          {one.decision !== null && <span className={table.under}>{one.decision.reason}</span>}
        </span>
      </td>
      <td data-column={words.who}>
        <span>
          {one.by ?? words.byFacts}, {when(one.at)}
          {one.decision !== null && (
            <span className={table.under}>
              {words.decided(one.decision.accepted, one.decision.by)}, {when(one.decision.at)}
            </span>
          )}
        </span>
      </td>
    </tr>
  );
}

function Value({ value, time }: { value: Amendment['before']; time: string }) {
  return (
    <span className={table.chips}>
      <OutcomeChip outcome={value.outcome} /> {time}
    </span>
  );
}
