import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useClientsLike } from '../../api/audit';
import type { Person } from '../../api/types';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { grantForm, trailWords } from '../../texts/clinic';
import classes from './audit.module.css';

interface ClientPickerProps {
  label: string;
  help: string;
  chosen: readonly Person[];
  onChoose: (client: Person) => void;
  onRemove: (client: Person) => void;
}

/** Clients by name or record number; each that fits is a button, and so is each that was chosen. */
export function ClientPicker({ label, help, chosen, onChoose, onRemove }: ClientPickerProps) {
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 250);
  const found = useClientsLike(asked);
  const offered = (found.data ?? []).filter((one) => chosen.every((other) => other.person_id !== one.person_id));
  return (
    <div>
      <TextInput
        size="sm"
        label={label}
        placeholder={help}
        autoComplete="off"
        maxLength={100}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {found.isError && <ProblemNotice problem={found.error} />}
      <ul className={classes.found}>
        {chosen.map((one) => (
          <li key={one.person_id}>
            <Button
              size="compact-sm"
              variant="light"
              rightSection={<IconX size={14} aria-hidden />}
              aria-label={grantForm.removeClient(nameOf(one))}
              onClick={() => onRemove(one)}
            >
              {nameOf(one)}
            </Button>
          </li>
        ))}
        {asked !== '' &&
          offered.map((one) => (
            <li key={one.person_id}>
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconPlus size={14} aria-hidden />}
                aria-label={grantForm.addClient(nameOf(one))}
                onClick={() => {
                  onChoose(one);
                  setText('');
                }}
              >
                {nameOf(one)}
              </Button>
            </li>
          ))}
      </ul>
      <p className={classes.note} role="status">
        {asked !== '' && found.data?.length === 0 && trailWords.nobody}
      </p>
    </div>
  );
}

function nameOf({ legal_name, record_number }: Person): string {
  return record_number === null ? legal_name : `${legal_name} · ${record_number}`;
}
