import { locale } from '../language';

/** Calendar days and clock times of a clinic, whatever the time zone of the computer that looks at them. */

/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;

const MS_PER_DAY = 86_400_000;

/** The calendar day on which an instant falls in the zone. */
export function dayIn(zone: string, instant: Date): Day {
  const parts = fields(zone, instant);
  return `${pad(parts.year, 4)}-${pad(parts.month, 2)}-${pad(parts.day, 2)}`;
}

/** The instant at which a wall clock in the zone shows day and time (`HH:MM`). An hour that DST skips moves forward. */
export function instantOf(zone: string, day: Day, time = '00:00'): Date {
  const wall = Date.parse(`${day}T${time}:00Z`);
  const guess = wall - offset(zone, wall);
  const second = wall - offset(zone, guess);
  return new Date(offset(zone, second) === wall - second ? second : Math.max(guess, second));
}

export function addDays(day: Day, count: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * MS_PER_DAY).toISOString().slice(0, 10);
}

/** Whole days from one day to another; negative when `to` comes first. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / MS_PER_DAY);
}

/** The first day of the week a day lies in. `weekStart`: 0 Sunday, 1 Monday … 6 Saturday. */
export function startOfWeek(day: Day, weekStart = 1): Day {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday - weekStart + 7) % 7));
}

export function startOfMonth(day: Day): Day {
  return `${day.slice(0, 7)}-01`;
}

/** `HH:MM` on the zone's wall clock, for inputs of type time. */
export function wallTime(zone: string, instant: Date): string {
  const parts = fields(zone, instant);
  return `${pad(parts.hour, 2)}:${pad(parts.minute, 2)}`;
}

/** `9:00 AM`. */
export function clock(zone: string, instant: Date): string {
  return format(zone, { hour: 'numeric', minute: '2-digit' }, instant);
}

/** `9:00 AM`, and `9:00 AM EST` for whoever's own clock shows another time. */
export function clockHere(zone: string, instant: Date): string {
  const time = clock(zone, instant);
  return differsHere(zone, instant) ? `${time} ${zoneName(zone, instant)}` : time;
}

/** Whether this computer's clock shows another time than the zone's. */
export function differsHere(zone: string, instant: Date): boolean {
  return offset(zone, instant.getTime()) !== -instant.getTimezoneOffset() * 60_000;
}

/** `9:00:05 AM`, for evidence. */
export function clockToTheSecond(zone: string, instant: Date): string {
  return format(zone, { hour: 'numeric', minute: '2-digit', second: '2-digit' }, instant);
}

/** `Monday, March 2`. */
export function longDay(day: Day): string {
  return format('UTC', { weekday: 'long', month: 'long', day: 'numeric' }, noon(day));
}

/** `Mon, Mar 2`. */
export function shortDay(day: Day): string {
  return format('UTC', { weekday: 'short', month: 'short', day: 'numeric' }, noon(day));
}

/** `Mar 2`. */
export function monthAndDay(day: Day): string {
  return format('UTC', { month: 'short', day: 'numeric' }, noon(day));
}

/** `March 2026`. */
export function longMonth(day: Day): string {
  return format('UTC', { year: 'numeric', month: 'long' }, noon(day));
}

/** `Mon`. */
export function weekdayName(day: Day): string {
  return format('UTC', { weekday: 'short' }, noon(day));
}

/** `Mar 2, 2026`. */
export function fullDay(day: Day): string {
  return format('UTC', { year: 'numeric', month: 'short', day: 'numeric' }, noon(day));
}

/** The zone's short name on that instant, `EST`. */
export function zoneName(zone: string, instant: Date): string {
  const parts = formatter(zone, { timeZoneName: 'short' }).formatToParts(instant);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

function noon(day: Day): Date {
  return new Date(`${day}T12:00:00Z`);
}

function format(zone: string, options: Intl.DateTimeFormatOptions, instant: Date): string {
  // ICU puts a narrow no-break space before AM and PM; a plain one reads the same and can be searched for. The dots of
  // Spanish 'p.m.' would end a sentence twice.
  return formatter(zone, options)
    .format(instant)
    .replace(/[\u202f\u00a0]/g, ' ')
    .replace(/\b([ap])\. ?m\./, '$1m');
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  formatters.set(key, made);
  return made;
}

interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

function fields(zone: string, instant: Date): Fields {
  const found: Record<string, number> = {};
  const parts = formatter(zone, {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(instant);
  for (const part of parts) found[part.type] = Number(part.value);
  const of = (name: keyof Fields): number => found[name] ?? 0;
  return {
    year: of('year'),
    month: of('month'),
    day: of('day'),
    hour: of('hour'),
    minute: of('minute'),
    second: of('second'),
  };
}

/** How far the zone's wall clock is ahead of UTC at an instant, in ms. */
function offset(zone: string, instant: number): number {
  const at = fields(zone, new Date(instant));
  return Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second) - Math.floor(instant / 1000) * 1000;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
