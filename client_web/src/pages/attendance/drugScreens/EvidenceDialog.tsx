import { Button } from '@mantine/core';
import { useDrawEvidence } from '../../../api/drugScreens';
import type { DrawEvidence } from '../../../api/types';
import { DenseTable } from '../../../components/clinic/DenseTable';
import { Facts } from '../../../components/clinic/Facts';
import { ProblemNotice } from '../../../components/clinic/ProblemNotice';
import table from '../../../components/clinic/table.module.css';
import { Waiting } from '../../../components/clinic/Waiting';
import { Dialog } from '../../../components/Dialog';
import { drugScreens as words } from '../../../texts/clinic';
import { fullDay } from '../../../time/zone';
import classes from './drugScreens.module.css';

/** All that a draw rests on, for whoever wants to repeat it. */
export function EvidenceDialog({ draw, week, onClose }: { draw: string; week: string; onClose: () => void }) {
  const found = useDrawEvidence(draw);
  const actions = (
    <>
      {found.data && (
        <Button variant="default" component="a" href={fileOf(found.data)} download={`draw-${found.data.week}.json`}>
          {words.download}
        </Button>
      )}
      <Button onClick={onClose}>{words.close}</Button>
    </>
  );
  return (
    <Dialog title={words.evidenceOf(fullDay(week))} onClose={onClose} actions={actions}>
      {found.isPending && <Waiting />}
      {found.isLoadingError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <Evidence of={found.data} />}
    </Dialog>
  );
}

function Evidence({ of }: { of: DrawEvidence }) {
  return (
    <div className={classes.evidence}>
      <p className={classes.verdict} data-holds={of.verdict === 'holds'} role="status">
        {words.verdicts[of.verdict]}
      </p>
      <Facts
        label={words.evidence}
        facts={[
          [words.seed, <code key="seed" className={classes.code}>{of.seed}</code>],
          [words.version, of.rule_version],
          [words.leaf, of.leaf],
        ]}
      />
      <p className={classes.note}>{words.method}</p>
      <DenseTable label={words.list} columns={[words.client, { words: words.waited, number: true }, words.place, words.chosen]}>
        {of.eligible.map((one) => (
          <tr key={one.person_id}>
            <th scope="row">
              {one.name === '' ? one.person_id : one.name}
              <span className={table.under}>{one.person_id}</span>
            </th>
            <td className={table.number} data-column={words.waited}>
              {one.waited}
              {one.due && `, ${words.due}`}
            </td>
            <td data-column={words.place}>
              <code className={classes.code}>{one.place.slice(0, 16)}…</code>
            </td>
            <td data-column={words.chosen}>{one.selected ? words.yes : words.no}</td>
          </tr>
        ))}
      </DenseTable>
    </div>
  );
}

/** What repeats the draw, and no name in it. */
function fileOf({ eligible, ...of }: DrawEvidence): string {
  const list = eligible.map(({ person_id, waited, due, place, selected }) => ({ person_id, waited, due, place, selected }));
  return `data:application/json,${encodeURIComponent(JSON.stringify({ ...of, method: words.method, eligible: list }, null, 1))}`;
}
