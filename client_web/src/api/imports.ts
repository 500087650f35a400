import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from './client';
import type { ImportAnswer, ImportFiles, ImportLine, ImportRequest } from './types';

/** Which columns each file can have; they change with the software alone. */
export function useImportColumns() {
  return useQuery({
    queryKey: ['import', 'columns'],
    queryFn: ({ signal }) => get<ImportFiles>('/api/imports/columns', {}, signal),
    staleTime: Infinity,
  });
}

/** What taking a file over would do. Nothing is written. */
export function useImportPreview() {
  return useMutation({ mutationFn: (file: ImportRequest) => post<ImportAnswer>('/api/imports/preview', file) });
}

interface Taking {
  file: ImportRequest;
  /** How many lines are done, after each part. */
  onPart: (done: number) => void;
}

/** Takes a file over, a part after the other. Stopped in between, the same file goes on where it was. */
export function useImport() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ file, onPart }: Taking) => {
      const lines: ImportLine[] = [];
      for (let first: number | null = 0; first !== null; ) {
        const part: ImportAnswer = await post<ImportAnswer>('/api/imports', { ...file, first });
        lines.push(...part.lines);
        onPart(lines.length);
        first = part.next;
      }
      return lines;
    },
    onSettled: () => queries.invalidateQueries(),
  });
}
