import type { SheetRecord } from '../../api/types';
import { duration } from '../../components/clinic/duration';
import { outcomes, signing as words } from '../../texts/clinic';

/** Of one person's record, in words. */
export interface Difference {
  name: string;
  said: string;
}

/** What a sheet that is read anew says otherwise than the one that was on the page. */
export function differences(before: readonly SheetRecord[], after: readonly SheetRecord[]): Difference[] {
  const known = new Map(before.map((one) => [one.record.participant.person_id, one]));
  const there = new Set(after.map((one) => one.record.participant.person_id));
  const found = after.flatMap((one) => {
    const said = difference(known.get(one.record.participant.person_id), one);
    return said === null ? [] : [{ name: nameOf(one), said }];
  });
  const gone = before.filter((one) => !there.has(one.record.participant.person_id));
  return [...found, ...gone.map((one) => ({ name: nameOf(one), said: words.isGone }))];
}

function difference(before: SheetRecord | undefined, after: SheetRecord): string | null {
  if (before === undefined) return words.isNew;
  const parts = [valueOf, statusOf].flatMap((of) => (of(before) === of(after) ? [] : [words.fromTo(of(before), of(after))]));
  if (parts.length > 0) return parts.join('; ');
  return before.shown === after.shown ? null : words.details;
}

function nameOf({ record }: SheetRecord): string {
  return record.participant.legal_name;
}

function valueOf({ record }: SheetRecord): string {
  return `${outcomes[record.outcome]}, ${duration(record.countable_minutes)}`;
}

function statusOf({ record }: SheetRecord): string {
  return words.statuses[record.signing.status];
}
