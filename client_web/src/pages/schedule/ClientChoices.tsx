import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { ScheduleChoices } from '../../api/types';
import { seriesForm as words } from '../../texts/clinic';
import classes from './Schedule.module.css';

type Client = ScheduleChoices['clients'][number];
const AT_ONCE = 8;

/** Clients who are enrolled, by name or record number. */
export function ClientChoices({
  all,
  chosen,
  onChange,
}: {
  all: readonly Client[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}) {
  const [text, setText] = useState('');
  const asked = text.trim().toLowerCase();
  const offered = all.filter((one) => !chosen.includes(one.id) && nameOf(one).toLowerCase().includes(asked));
  return (
    <div className={classes.stack}>
      <TextInput
        label={words.clients}
        placeholder={words.findClient}
        autoComplete="off"
        maxLength={100}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ul className={classes.choices}>
        {all
          .filter((one) => chosen.includes(one.id))
          .map((one) => (
            <li key={one.id}>
              <Button
                size="compact-sm"
                variant="light"
                rightSection={<IconX size={14} aria-hidden />}
                aria-label={words.remove(nameOf(one))}
                onClick={() => onChange(chosen.filter((other) => other !== one.id))}
              >
                {nameOf(one)}
              </Button>
            </li>
          ))}
        {offered.slice(0, AT_ONCE).map((one) => (
          <li key={one.id}>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              aria-label={words.addClient(nameOf(one))}
              onClick={() => {
                onChange([...chosen, one.id]);
                setText('');
              }}
            >
              {nameOf(one)}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function nameOf({ legal_name, record_number }: Client): string {
  return record_number === null ? legal_name : `${legal_name} · ${record_number}`;
}
