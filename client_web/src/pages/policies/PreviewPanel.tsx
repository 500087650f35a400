import type { PolicyPreview, PolicyScope } from '../../api/types';
import { Message } from '../../components/clinic/Message';
import { OUTCOMES } from '../../components/clinic/OutcomeChip';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import table from '../../components/clinic/table.module.css';
import { outcomes, policies, policyPreview as words, server } from '../../texts/clinic';
import { fullDay } from '../../time/zone';
import { ChangeTable } from './ChangeTable';
import { DifferenceTable } from './DifferenceTable';
import classes from './Policies.module.css';
import { WEEKS, type PreviewState } from './usePreview';

/** What the rules in the form would change, or how far looking for it has come. */
export function PreviewPanel({ state, scope }: { state: PreviewState; scope: PolicyScope }) {
  const { found, done, problem } = state;
  const going = problem === null && done < WEEKS;
  return (
    <section className={classes.preview} aria-label={words.title}>
      <h2>{words.title}</h2>
      <p role="status" className={classes.dim}>
        {going && words.progress(Math.min(done + 1, WEEKS), WEEKS)}
        {!going && found && words.lead(fullDay(found.first_day), fullDay(found.last_day))}
      </p>
      {going && <progress className={classes.progress} max={WEEKS} value={done} aria-label={words.title} />}
      {problem && <ProblemNotice problem={problem} />}
      {!going && found && <Found found={found} scope={scope} />}
    </section>
  );
}

function Found({ found, scope }: { found: PolicyPreview; scope: PolicyScope }) {
  const changed = found.changes.length + found.left_out;
  const tallies = [
    ...found.outcomes.map((one) => ({ ...one, said: outcomeWords(one.code) })),
    ...found.flags.map((one) => ({ ...one, said: words.flag(server.said(one.code.replaceAll('_', ' '))) })),
  ].filter(({ before, after }) => before !== after);
  return (
    <>
      <DifferenceTable differences={found.differences} scope={scope} label={words.rules} />
      {found.sessions === 0 && <Message title={words.noSessions} help={words.noSessionsHelp} />}
      {found.sessions > 0 && changed === 0 && <Message title={words.none} help={words.noneHelp} />}
      {changed > 0 && <h3 className={classes.count}>{words.changed(changed)}</h3>}
      {found.sessions > 0 && <p className={classes.dim}>{words.over(found.sessions, found.records)}</p>}
      {tallies.length > 0 && <Tallies tallies={tallies} />}
      {changed > 0 && <ChangeTable changes={found.changes} />}
      {found.left_out > 0 && <p className={classes.dim}>{words.leftOut(found.left_out)}</p>}
    </>
  );
}

interface Tally {
  said: string;
  before: number;
  after: number;
}

function Tallies({ tallies }: { tallies: readonly Tally[] }) {
  return (
    <div className={`${table.frame} ${classes.tallies}`}>
      <table className={table.table} aria-label={words.outcome}>
        <thead>
          <tr>
            <th scope="col">{words.outcome}</th>
            <th scope="col" className={table.number}>
              {policies.before}
            </th>
            <th scope="col" className={table.number}>
              {policies.after}
            </th>
          </tr>
        </thead>
        <tbody>
          {tallies.map(({ said, before, after }) => (
            <tr key={said}>
              <th scope="row">{said}</th>
              <td className={table.number}>{before}</td>
              <td className={table.number}>{after}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function outcomeWords(code: string): string {
  const outcome = OUTCOMES.find((one) => one === code);
  return outcome ? outcomes[outcome] : code;
}
