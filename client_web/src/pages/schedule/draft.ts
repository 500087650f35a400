/** A series as the form has it: what somebody types, before it is a plan. */
import type { ScheduleChoices, Series, SeriesDraft } from '../../api/types';
import { isDay } from '../../time/range';
import { addDays, type Day } from '../../time/zone';
import { patternOf, ruleOf, weekdayOf, type Pattern } from './rule';

export interface Form {
  title: string;
  topic: string;
  kind: SeriesDraft['kind'];
  serviceCode: string;
  pattern: Pattern;
  first: Day;
  last: Day;
  at: string;
  minutes: string;
  breakMinutes: string;
  site: string;
  setting: SeriesDraft['setting'];
  guests: boolean;
  facilitators: readonly string[];
  program: string;
  track: string;
  expects: SeriesDraft['expects'];
  clients: readonly string[];
}

const USUAL_WEEKS = 12;

export function freshForm(day: Day, choices: ScheduleChoices): Form {
  const program = choices.programs.length === 1 ? choices.programs[0] : undefined;
  return {
    title: '',
    topic: '',
    kind: 'group',
    serviceCode: '',
    pattern: { repeat: 'weekly', days: [weekdayOf(day)], every: 1, rule: 'FREQ=MONTHLY;BYDAY=1MO' },
    first: day,
    last: addDays(day, 7 * USUAL_WEEKS - 1),
    at: '',
    minutes: '180',
    breakMinutes: '0',
    site: program?.site ?? '',
    setting: 'hybrid',
    guests: false,
    facilitators: [],
    program: program?.id ?? '',
    track: '',
    expects: program ? 'enrolled' : 'named',
    clients: [],
  };
}

/** As it goes on from that day. */
export function formOf(series: Series, from: Day): Form {
  return {
    title: series.title,
    topic: series.topic,
    kind: series.kind,
    serviceCode: series.service_code,
    pattern: patternOf(series.rule, series.once),
    first: from,
    last: series.last_on,
    at: series.at.slice(0, 5),
    minutes: String(series.minutes),
    breakMinutes: String(series.break_minutes),
    site: series.site_id ?? '',
    setting: series.setting,
    guests: series.guests,
    facilitators: series.facilitators,
    program: series.program_id ?? '',
    track: series.track_id ?? '',
    expects: series.expects,
    clients: series.clients,
  };
}

/** What can be sent; null while something is missing that only whoever writes it can say. */
export function draftOf(form: Form): SeriesDraft | null {
  const minutes = Number(form.minutes);
  const breakMinutes = Number(form.breakMinutes);
  const last = form.pattern.repeat === 'once' ? form.first : form.last;
  const complete =
    form.title.trim() !== '' &&
    form.at !== '' &&
    isDay(form.first) &&
    isDay(last) &&
    last >= form.first &&
    Number.isInteger(minutes) &&
    minutes >= 5 &&
    minutes <= 720 &&
    Number.isInteger(breakMinutes) &&
    breakMinutes >= 0 &&
    breakMinutes < minutes &&
    (form.pattern.repeat !== 'weekly' || form.pattern.days.length > 0) &&
    (form.pattern.repeat !== 'rule' || form.pattern.rule.trim() !== '');
  if (!complete) return null;
  return {
    program_id: form.program === '' ? null : form.program,
    track_id: form.program === '' || form.track === '' ? null : form.track,
    site_id: form.site === '' ? null : form.site,
    kind: form.kind,
    title: form.title.trim(),
    topic: form.topic.trim(),
    service_code: form.serviceCode.trim(),
    rule: ruleOf(form.pattern),
    first_on: form.first,
    last_on: last,
    at: form.at,
    minutes,
    break_minutes: breakMinutes,
    facilitators: [...form.facilitators],
    expects: form.expects,
    clients: form.expects === 'named' ? [...form.clients] : [],
    setting: form.setting,
    guests: form.guests,
  };
}
