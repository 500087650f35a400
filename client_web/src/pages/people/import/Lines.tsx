import { Switch } from '@mantine/core';
import { useState } from 'react';
import type { ImportLine } from '../../../api/types';
import { Chip } from '../../../components/clinic/Chip';
import { DenseTable } from '../../../components/clinic/DenseTable';
import table from '../../../components/clinic/table.module.css';
import { importWords as words, server } from '../../../texts/clinic';
import { countOf, FATES } from './fates';
import classes from './import.module.css';

/** More than anybody reads; a thousand rows would make the page slow. */
const MOST = 300;

/** Each line with what becomes of it; those that need somebody alone, when there are any. */
export function Lines({ lines }: { lines: readonly ImportLine[] }) {
  const needing = countOf(lines, 'refused', 'warned');
  const [all, setAll] = useState(false);
  const wanted = needing > 0 && !all ? lines.filter((one) => one.fate === 'refused' || one.fate === 'warned') : lines;
  const shown = wanted.slice(0, MOST);
  return (
    <section className={classes.lines}>
      {needing > 0 && needing < lines.length && (
        <Switch label={words.all} checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
      )}
      <DenseTable label={all || needing === 0 ? words.table : words.only} columns={[words.line, words.fate, words.why]}>
        {shown.map((one) => (
          <tr key={one.line}>
            <td data-column={words.line}>{one.line}</td>
            <td data-column={words.fate}>
              <span className={table.chips}>
                <Chip tone={FATES[one.fate].tone} icon={FATES[one.fate].icon}>
                  {words.fates[one.fate]}
                </Chip>
              </span>
            </td>
            <td data-column={words.why}>
              {one.fate === 'changed' && words.changes(one.columns.join(', '))}
              {one.said.map(({ column, words: said }) => (
                <div key={column + said}>
                  {column !== '' && <code>{column}</code>} {server.said(said)}
                </div>
              ))}
            </td>
          </tr>
        ))}
      </DenseTable>
      {shown.length < wanted.length && <p className={classes.help}>{words.shown(shown.length, wanted.length)}</p>}
    </section>
  );
}
