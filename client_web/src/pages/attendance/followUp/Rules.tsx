import { Button } from '@mantine/core';
import { useState } from 'react';
import type { FollowUpRules } from '../../../api/types';
import { DenseTable } from '../../../components/clinic/DenseTable';
import { useStaff } from '../../../components/clinic/StaffArea';
import table from '../../../components/clinic/table.module.css';
import { followUp as words } from '../../../texts/clinic';
import { RulesDialog } from './RulesDialog';
import classes from './followUp.module.css';

/** Each program's rules in words; admins change them. */
export function Rules({ rules }: { rules: readonly FollowUpRules[] }) {
  const isAdmin = useStaff().role === 'admin';
  const [changing, setChanging] = useState<FollowUpRules | null>(null);
  if (rules.length === 0) return null;
  const columns = [words.program, words.missed, words.running, ...(isAdmin ? [{ words: words.change, hidden: true }] : [])];
  return (
    <section className={classes.section}>
      <h2>{words.rules}</h2>
      <p className={classes.lead}>{words.rulesLead}</p>
      <DenseTable label={words.rules} columns={columns}>
        {rules.map((one) => (
          <tr key={one.program_id}>
            <th scope="row">{one.program}</th>
            <td data-column={words.missed}>
              <Rule times={one.rules.absences} step={one.rules.absences_step}>
                {one.rules.excused_too && <span className={table.under}>{words.excusedToo}</span>}
              </Rule>
            </td>
            <td data-column={words.running}>
              <Rule times={one.rules.short_weeks} step={one.rules.short_weeks_step} />
            </td>
            {isAdmin && (
              <td>
                <Button size="compact-sm" variant="default" aria-label={words.changeOf(one.program)} onClick={() => setChanging(one)}>
                  {words.change}
                </Button>
              </td>
            )}
          </tr>
        ))}
      </DenseTable>
      {changing !== null && <RulesDialog given={changing} onClose={() => setChanging(null)} />}
    </section>
  );
}

interface RuleProps {
  times: number | null;
  step: keyof typeof words.steps;
  children?: React.ReactNode;
}

function Rule({ times, step, children }: RuleProps) {
  if (times === null) return <span className={table.dim}>{words.off}</span>;
  return (
    <span>
      {words.times(times)}
      <span className={table.under}>{words.andThen(words.steps[step])}</span>
      {children}
    </span>
  );
}
