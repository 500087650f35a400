import type { PolicyDifference, PolicyScope } from '../../api/types';
import { DenseTable } from '../../components/clinic/DenseTable';
import { policies as words, server } from '../../texts/clinic';
import classes from './Policies.module.css';

interface DifferenceTableProps {
  differences: readonly PolicyDifference[];
  scope: PolicyScope;
  label: string;
}

/** Rules that are not the same, in words, before beside after. */
export function DifferenceTable({ differences, scope, label }: DifferenceTableProps) {
  if (differences.length === 0) return <p className={classes.dim}>{words.noChanges}</p>;
  return (
    <DenseTable label={label} columns={[words.before, words.after]}>
      {differences.map((one) => (
        <tr key={one.rule}>
          <td data-column={words.before} className={classes.half}>
            {one.before === null ? words.beneath[scope] : server.said(one.before)}
          </td>
          <td data-column={words.after} className={classes.half}>
            {one.after === null ? words.beneath[scope] : server.said(one.after)}
          </td>
        </tr>
      ))}
    </DenseTable>
  );
}
