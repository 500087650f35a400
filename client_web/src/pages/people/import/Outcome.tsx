import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { ImportLine } from '../../../api/types';
import { importWords as words } from '../../../texts/clinic';
import { ChooseFile } from './ChooseFile';
import { Counts } from './Counts';
import { countOf } from './fates';
import classes from './import.module.css';
import { Lines } from './Lines';
import { linesOf, save } from './text';

interface OutcomeProps {
  csv: string;
  lines: readonly ImportLine[];
  onAnother: (file: File) => Promise<void>;
}

/** What was done, and what was left out, as a file to mend. */
export function Outcome({ csv, lines, onAnother }: OutcomeProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const left = lines.filter((one) => one.fate === 'refused' || one.fate === 'warned');
  const saveLeft = () => {
    const starts = lines.map((one) => one.line);
    save(words.leftName, linesOf(csv, starts, new Set(left.map((one) => one.line))));
  };
  return (
    <section className={classes.outcome}>
      <h2 ref={heading} tabIndex={-1}>
        {words.done(countOf(lines, 'added', 'changed'))}
      </h2>
      <p className={classes.help}>{left.length > 0 ? words.doneHelp : words.doneAllHelp}</p>
      <Counts lines={lines} />
      {left.length > 0 && (
        <Button variant="default" leftSection={<IconDownload size="1.1em" aria-hidden />} onClick={saveLeft}>
          {words.saveLeft}
        </Button>
      )}
      <ChooseFile chosen disabled={false} onChoose={(file) => void onAnother(file)} />
      {left.length > 0 && <Lines lines={left} />}
    </section>
  );
}
