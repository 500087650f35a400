import type { AttendanceRecord } from '../../api/types';
import { clock, dayIn, fullDay } from '../../time/zone';

/** `Mara Okafor, LCSW` */
export function signerOf(one: AttendanceRecord['signing']['attestations'][number]): string {
  return one.credential === '' ? one.by : `${one.by}, ${one.credential}`;
}

/** `Mar 2, 2026, 12:20 PM` */
export function whenIn(zone: string, instant: string): string {
  const at = new Date(instant);
  return `${fullDay(dayIn(zone, at))}, ${clock(zone, at)}`;
}
