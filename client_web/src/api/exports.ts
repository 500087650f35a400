import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, del, get, post, postForFile } from './client';
import { RowCounter } from './rows';
import type {
  Consent,
  ConsentRequest,
  Disclosure,
  ExportPreview,
  ExportRequest,
  ExportTerms,
  NamedInConsents,
} from './types';

/** So much is kept in memory before it is given to the browser, which may put it on disk. */
const SPILL_BYTES = 8 * 1024 * 1024;

export function useExportPreview() {
  return useMutation({ mutationFn: (terms: ExportTerms) => post<ExportPreview>('/api/exports/preview', terms) });
}

/** Recipients and purposes that the clinic's consents name; admins have some. */
export function useNamedInConsents(wanted: boolean) {
  return useQuery({
    queryKey: ['consents', 'named'],
    queryFn: ({ signal }) => get<NamedInConsents[]>('/api/exports/named', {}, signal),
    enabled: wanted,
  });
}

export interface MadeFile {
  name: string;
  content: Blob;
}

/** `records`: how many are here so far, where the file shows them as rows; `total`: how many it will have. */
export type Progress = (records: number, total: number) => void;

/** Make the export and fetch it; the log has it before its first byte. Rejects when it is aborted or breaks off. */
export async function makeExport(request: ExportRequest, signal: AbortSignal, told: Progress): Promise<MadeFile> {
  const response = await postForFile('/api/exports', request, signal);
  const total = Number(response.headers.get('X-Export-Records'));
  const type = response.headers.get('Content-Type') ?? '';
  const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? 'export';
  const rows = type.startsWith('text/csv') ? new RowCounter() : null;
  const parts: Blob[] = [];
  let held: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  told(0, total);
  const reader = response.body!.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    held.push(read.value);
    bytes += read.value.length;
    if (rows !== null) told(Math.max(0, rows.count(read.value) - 1), total);
    if (bytes > SPILL_BYTES) {
      parts.push(new Blob(held));
      held = [];
      bytes = 0;
    }
  }
  return { name, content: new Blob([...parts, ...held], { type }) };
}

/** Into the browser's downloads. */
export function saveFile({ name, content }: MadeFile): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

const consentsOf = (client: string) => ['consents', 'client', client] as const;

export function useConsents(client: string, wanted = true) {
  return useQuery({
    queryKey: consentsOf(client),
    queryFn: ({ signal }) => get<Consent[]>(at`/api/clients/${client}/consents`, {}, signal),
    enabled: wanted,
  });
}

export function useRecordConsent(client: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (consent: ConsentRequest) => post<Consent>(at`/api/clients/${client}/consents`, consent),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['consents'] }),
  });
}

export function useWithdrawConsent(client: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (consent: string) => del(at`/api/clients/${client}/consents/${consent}`),
    onSettled: () => queries.invalidateQueries({ queryKey: ['consents'] }),
  });
}

export const DISCLOSURES = ['disclosures'] as const;

export function useDisclosures(client: string) {
  return useQuery({
    queryKey: [...DISCLOSURES, client],
    queryFn: ({ signal }) => get<Disclosure[]>(at`/api/clients/${client}/disclosures`, {}, signal),
  });
}
