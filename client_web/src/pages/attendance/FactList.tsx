import type { Fact } from '../../api/types';
import { DenseTable } from '../../components/clinic/DenseTable';
import { evidence as words, server } from '../../texts/clinic';
import { clockToTheSecond, type Day, dayIn, fullDay } from '../../time/zone';
import classes from './FactList.module.css';
import { foldBeats, type FactRow } from './facts';

interface FactListProps {
  facts: readonly Fact[];
  zone: string;
  /** On which the session began: times of other days say which. */
  day: Day;
}

/** The observations behind the record, folded away until somebody asks. */
export function FactList({ facts, zone, day }: FactListProps) {
  return (
    <details className={classes.facts}>
      <summary>
        <h2>{words.facts}</h2> <span>{words.factsLead(facts.length, facts.filter((fact) => fact.about === 'session').length)}</span>
      </summary>
      <DenseTable label={words.facts} columns={[words.what, words.about, words.observed, words.recorded, words.source]}>
        {foldBeats(facts).map((row) => (
          <Row key={row.kind === 'fact' ? row.fact.id : row.first.id} row={row} zone={zone} day={day} />
        ))}
      </DenseTable>
    </details>
  );
}

function Row({ row, zone, day }: { row: FactRow; zone: string; day: Day }) {
  const first = row.kind === 'fact' ? row.fact : row.first;
  const last = row.kind === 'fact' ? row.fact : row.last;
  const time = (text: string) => {
    const at = new Date(text);
    const on = dayIn(zone, at);
    return on === day ? clockToTheSecond(zone, at) : `${fullDay(on)}, ${clockToTheSecond(zone, at)}`;
  };
  const range = (one: string, other: string) => {
    const [from, to] = [time(one), time(other)];
    return from === to ? from : `${from} – ${to}`;
  };
  return (
    <tr>
      <th scope="row">{row.kind === 'fact' ? server.said(row.fact.text) : words.beats(row.count)}</th>
      <td data-column={words.about}>{words.abouts[first.about]}</td>
      <td data-column={words.observed}>{range(first.observed_at, last.observed_at)}</td>
      <td data-column={words.recorded}>{range(first.recorded_at, last.recorded_at)}</td>
      <td data-column={words.source}>{server.said(first.source)}</td>
    </tr>
  );
}
