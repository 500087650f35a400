import { Button } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { type DragEvent, useRef, useState } from 'react';
import { importWords as words } from '../../../texts/clinic';
import classes from './import.module.css';

interface ChooseFileProps {
  chosen: boolean;
  disabled: boolean;
  onChoose: (file: File) => void;
}

/** By a button, or by dropping the file. The same one can be chosen again once it was mended. */
export function ChooseFile({ chosen, disabled, onChoose }: ChooseFileProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && !disabled) onChoose(file);
  };
  return (
    <div
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        accept=".csv,.txt,text/csv"
        aria-label={words.file}
        tabIndex={-1}
        disabled={disabled}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file) onChoose(file);
        }}
      />
      <Button
        variant={chosen ? 'default' : 'filled'}
        disabled={disabled}
        leftSection={<IconFileUpload size="1.2em" aria-hidden />}
        onClick={() => input.current?.click()}
      >
        {chosen ? words.another : words.choose}
      </Button>
      <span className={classes.dropHelp}>{words.drop}</span>
    </div>
  );
}
