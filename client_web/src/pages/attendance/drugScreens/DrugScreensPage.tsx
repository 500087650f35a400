import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useDraw, useDrawRules, useProgramDraws } from '../../../api/drugScreens';
import type { DrawRule, ProgramDraws } from '../../../api/types';
import { Message } from '../../../components/clinic/Message';
import { ProblemNotice } from '../../../components/clinic/ProblemNotice';
import { useStaff } from '../../../components/clinic/StaffArea';
import { Waiting } from '../../../components/clinic/Waiting';
import { drugScreens as words } from '../../../texts/clinic';
import { fullDay } from '../../../time/zone';
import followUp from '../followUp/followUp.module.css';
import { Heading } from '../Heading';
import { AddDialog } from './AddDialog';
import classes from './drugScreens.module.css';
import { RuleDialog } from './RuleDialog';
import { Week } from './Week';

/** A program's draws by week; the program lives in the address. */
export function DrugScreensPage() {
  const [location, navigate] = useLocation();
  const rules = useDrawRules();
  const asked = new URLSearchParams(useSearch()).get('program');
  const first = rules.data?.find((one) => one.rule.on) ?? rules.data?.[0];
  const program = asked ?? first?.program_id;
  const found = useProgramDraws(program);
  const failed = rules.isLoadingError ? rules : found.isLoadingError ? found : null;
  return (
    <>
      <Heading view="drugScreens" />
      <p className={followUp.lead}>{words.lead}</p>
      {rules.data?.length === 0 && <Message title={words.none} help={words.noneHelp} />}
      {rules.data !== undefined && rules.data.length > 0 && (
        <div className={classes.bar}>
          <NativeSelect
            label={words.program}
            value={program}
            data={rules.data.map((one) => ({ value: one.program_id, label: one.program }))}
            onChange={(event) => navigate(`${location}?${new URLSearchParams({ program: event.currentTarget.value }).toString()}`, { replace: true })}
          />
        </div>
      )}
      {failed !== null && <ProblemNotice problem={failed.error} onRetry={() => void failed.refetch()} />}
      {failed === null && found.data === undefined && rules.data?.length !== 0 && <Waiting />}
      {found.data && <Draws key={program} found={found.data} />}
    </>
  );
}

function Draws({ found }: { found: ProgramDraws }) {
  const isAdmin = useStaff().role === 'admin';
  const draw = useDraw(found.program.program_id);
  const [open, setOpen] = useState<'rule' | 'add' | null>(null);
  const { rule } = found.program;
  const close = () => setOpen(null);
  return (
    <>
      <section className={classes.now} aria-labelledby="this-week">
        <h2 id="this-week">{words.thisWeek(fullDay(found.this_week))}</h2>
        <p>{rule.on ? (found.drawn ? words.drawn : rule.by_itself ? words.notDrawnByItself : words.notDrawn) : words.isOff}</p>
        <p className={classes.note}>{rule.on ? inWords(rule) : words.isOffHelp}</p>
        {draw.error !== null && <ProblemNotice problem={draw.error} />}
        <div className={classes.acts}>
          {rule.on && !found.drawn && (
            <Button loading={draw.isPending} onClick={() => draw.mutate(undefined)}>
              {words.draw}
            </Button>
          )}
          <Button variant="default" onClick={() => setOpen('add')}>
            {words.add}
          </Button>
          {isAdmin && (
            <Button variant="default" onClick={() => setOpen('rule')}>
              {words.change}
            </Button>
          )}
        </div>
      </section>
      {found.weeks.length === 0 && <Message title={words.noWeeks} help={words.noWeeksHelp} />}
      {found.weeks.map((one) => (
        <Week key={one.starts_on} week={one} />
      ))}
      {open === 'rule' && <RuleDialog given={found.program} onClose={close} />}
      {open === 'add' && <AddDialog found={found} onClose={close} />}
    </>
  );
}

function inWords(rule: DrawRule): string {
  const days = rule.days.map((day) => words.weekdays[day]).join(', ');
  const parts = [
    rule.share === null ? words.howMany(rule.how_many ?? 0) : words.share(rule.share),
    rule.at_least_every === null ? null : words.atLeast(rule.at_least_every),
    words.onDays(days),
    rule.by_itself ? words.byItself : words.byHand,
  ];
  return parts.filter((one) => one !== null).join(' · ');
}
