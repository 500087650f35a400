import type { SheetRecord, Signatures } from '../../api/types';

/** What the facilitator adds to a record before signing it; `left`: not signed this time. */
export interface Judged {
  excused: boolean;
  note: string;
  left: boolean;
}

/** By person. */
export type Judgements = Readonly<Record<string, Judged>>;

/** What was judged of a record before, or nothing. */
export function judgedBefore({ record }: SheetRecord): Judged {
  const before = record.signing.judgement;
  return { excused: before?.excused ?? false, note: before?.note ?? '', left: false };
}

/** The lines of a batch: of each record that is open to this login and was not left out, as it was shown. */
export function linesOf(records: readonly SheetRecord[], judgements: Judgements): Signatures['records'] {
  return records
    .filter((one) => one.may_sign)
    .map((one) => ({ one, judged: judgements[one.record.participant.person_id] ?? judgedBefore(one) }))
    .filter(({ judged }) => !judged.left)
    .map(({ one, judged }) => ({
      participant: one.record.participant.person_id,
      shown: one.shown,
      excused: judged.excused,
      note: judged.note.trim(),
    }));
}

export function cosignLinesOf(records: readonly SheetRecord[]): Signatures['records'] {
  return records
    .filter((one) => one.may_cosign)
    .map((one) => ({ participant: one.record.participant.person_id, shown: one.shown, excused: false, note: '' }));
}
