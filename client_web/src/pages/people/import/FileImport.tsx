import { useState } from 'react';
import { useImport, useImportPreview } from '../../../api/imports';
import type { ImportSubject } from '../../../api/types';
import { Message } from '../../../components/clinic/Message';
import { ProblemNotice } from '../../../components/clinic/ProblemNotice';
import { Waiting } from '../../../components/clinic/Waiting';
import { importWords as words } from '../../../texts/clinic';
import { ChooseFile } from './ChooseFile';
import { Lines } from './Lines';
import { Outcome } from './Outcome';
import { TakeForm } from './TakeForm';
import { MOST_BYTES, textOf } from './text';

/** A file: looked at as soon as it is chosen, taken over when somebody says so. */
export function FileImport({ subject }: { subject: ImportSubject }) {
  const [csv, setCsv] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [done, setDone] = useState(0);
  const preview = useImportPreview();
  const take = useImport();
  const choose = async (file: File) => {
    preview.reset();
    take.reset();
    setCsv(null);
    setTrouble(file.size > MOST_BYTES ? words.tooLarge : null);
    if (file.size > MOST_BYTES) return;
    try {
      const text = textOf(await file.arrayBuffer());
      setCsv(text);
      preview.mutate({ subject, csv: text, first: 0, meant: '' });
    } catch {
      setTrouble(words.unreadable);
    }
  };
  const start = (meant: string) => {
    setDone(0);
    if (csv !== null) take.mutate({ file: { subject, csv, first: 0, meant }, onPart: setDone });
  };
  if (take.data && csv !== null) return <Outcome csv={csv} lines={take.data} onAnother={choose} />;
  const lines = preview.data?.lines ?? [];
  return (
    <>
      <ChooseFile chosen={csv !== null} disabled={take.isPending} onChoose={(file) => void choose(file)} />
      {trouble !== null && (
        <div role="alert">
          <Message title={trouble} tone="attention" />
        </div>
      )}
      {preview.isPending && <Waiting />}
      {preview.isError && <ProblemNotice problem={preview.error} />}
      {preview.data && lines.length === 0 && <Message title={words.noRows} />}
      {lines.length > 0 && (
        <>
          <TakeForm lines={lines} done={take.isPending ? done : null} onTake={start} />
          {take.isError && (
            <>
              <ProblemNotice problem={take.error} />
              {done > 0 && <p>{words.stopped(done)}</p>}
            </>
          )}
          <Lines lines={lines} />
        </>
      )}
    </>
  );
}
