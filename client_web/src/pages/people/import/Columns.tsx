import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ImportColumns } from '../../../api/types';
import { importWords as words } from '../../../texts/clinic';
import classes from './import.module.css';
import { save } from './text';

/** Which columns the file may have, and an empty one to fill in. */
export function Columns({ file }: { file: ImportColumns }) {
  return (
    <section className={classes.columns} aria-label={words.columns}>
      <ul className={classes.names}>
        {file.columns.map((name) => (
          <li key={name}>
            <code>{name}</code>
            {file.required.includes(name) && <span className={classes.needed}> {words.needed}</span>}
          </li>
        ))}
      </ul>
      <Button
        variant="subtle"
        size="sm"
        leftSection={<IconDownload size="1.1em" aria-hidden />}
        onClick={() => save(words.templateName[file.subject], `${file.columns.join(',')}\r\n`)}
      >
        {words.template}
      </Button>
    </section>
  );
}
