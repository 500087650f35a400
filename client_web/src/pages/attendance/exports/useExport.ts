import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { DISCLOSURES, makeExport, saveFile } from '../../../api/exports';
import type { ExportRequest } from '../../../api/types';
import { ApiProblem } from '../../../api/problem';
import { exports as words } from '../../../texts/clinic';

export type Making =
  | { state: 'idle' }
  | { state: 'making'; records: number; total: number }
  | { state: 'done' }
  | { state: 'cancelled' }
  | { state: 'failed'; problem: Error };

/** One export at a time; it is given up when the dialog goes. */
export function useExport() {
  const [making, setMaking] = useState<Making>({ state: 'idle' });
  const abort = useRef<AbortController | null>(null);
  const queries = useQueryClient();
  useEffect(() => () => abort.current?.abort(), []);

  const start = async (request: ExportRequest) => {
    const control = new AbortController();
    abort.current = control;
    setMaking({ state: 'making', records: 0, total: 0 });
    try {
      const file = await makeExport(request, control.signal, (records, total) =>
        setMaking({ state: 'making', records, total }),
      );
      saveFile(file);
      setMaking({ state: 'done' });
    } catch (error) {
      if (control.signal.aborted) setMaking({ state: 'cancelled' });
      else setMaking({ state: 'failed', problem: error instanceof ApiProblem ? error : new Error(words.broken) });
    }
    void queries.invalidateQueries({ queryKey: DISCLOSURES });
  };
  return { making, start, cancel: () => abort.current?.abort(), reset: () => setMaking({ state: 'idle' }) };
}
