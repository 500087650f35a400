/** Programs, their tracks, sites and holidays. */
const levels: Readonly<Record<string, string>> = {
  aftercare: 'Aftercare',
  '1': 'Outpatient (1)',
  '2.1': 'IOP (2.1)',
  '2.1-adolescent': 'IOP for adolescents (2.1)',
  '2.5': 'PHP (2.5)',
};

export const programWords = {
  title: 'Programs',
  views: 'Views',
  programs: 'Programs',
  sites: 'Sites',
  holidays: 'Holidays',
  lead: 'Courses of care that people are enrolled in.',
  add: 'Add a program',
  edit: 'Edit',
  editFor: (name: string) => `Edit ${name}`,
  save: 'Save',
  none: 'There is no program yet',
  noneHelp: 'Add one, and clients can be enrolled in it.',
  noneForYou: 'An admin can add one.',
  level: (level: string) => levels[level] ?? `Level ${level}`,
  usual: (least: number, most: number) =>
    least === 0 && most === 0
      ? 'No hours are usual at this level.'
      : most === 0
        ? `At this level ${least} hours a week or more are usual.`
        : `At this level ${least} to ${most} hours a week are usual.`,
  outside: 'These hours are not what is usual at this level. You can save them all the same.',
  columns: { name: 'Program', level: 'Level of care', hours: 'Hours a week', people: 'People', tracks: 'Tracks', site: 'Site' },
  closed: 'Closed',
  name: 'Name',
  levelOfCare: 'Level of care',
  weeklyHours: 'Planned hours a week',
  weeks: 'Weeks it is meant to last',
  weeksHelp: 'Leave it empty when it has no end.',
  lasts: 'Meant to last',
  lastsWeeks: (weeks: number) => (weeks === 1 ? '1 week' : `${weeks} weeks`),
  site: 'Site',
  noSite: 'The clinic itself',
  states: 'Licensed in',
  statesHelp: 'Codes of states, like CA, OR',
  leastAge: 'From age',
  mostAge: 'Up to age',
  ages: 'Ages',
  agesOf: (least: number | null, most: number | null) =>
    least !== null && most !== null ? `${least} to ${most}` : least !== null ? `${least} and older` : `up to ${most ?? ''}`,
  agesHelp: 'On the first day. Empty: any.',
  closeIt: 'Closed: nobody new is enrolled',
  back: 'Programs',
  people: (count: number) => (count === 1 ? '1 person' : `${count} people`),
  facts: 'About the program',
  rules: 'Rules of attendance',
  tracks: 'Tracks',
  tracksLead: 'Streams of the program that meet at different times.',
  noTracks: 'Everybody in the program meets together.',
  addTrack: 'Add a track',
  editTrack: (name: string) => `Edit track ${name}`,
  trackName: 'Name of the track',
  partOfDay: 'When it meets',
  parts: { morning: 'In the morning', afternoon: 'In the afternoon', evening: 'In the evening', weekend: 'On weekends', any: 'At any time' },
};

export const siteWords = {
  lead: 'Where programs meet. What meets at a site meets by its clock.',
  add: 'Add a site',
  none: 'There is no site yet',
  noneHelp: 'Without one everything meets at the clinic itself, by its clock.',
  columns: { name: 'Site', address: 'Address', phone: 'Phone', zone: 'Time zone' },
  name: 'Name',
  address: 'Address',
  phone: 'Phone',
  zone: 'Time zone',
  zoneHelp: 'As in America/Chicago',
  closeIt: 'Closed: nothing new meets here',
};

export const holidayWords = {
  lead: 'Days on which nothing is planned.',
  add: 'Add a holiday',
  none: 'No holiday is planned',
  noneHelp: 'Add the days on which the clinic is closed.',
  columns: { day: 'Day', name: 'Holiday', where: 'Where' },
  everywhere: 'Everywhere',
  day: 'Day',
  name: 'Name',
  where: 'Where',
  revoke: 'Remove',
  revokeFor: (name: string) => `Remove ${name}`,
  revokeTitle: (name: string) => `Remove ${name}?`,
  revokeHelp: 'It is an ordinary day again. Sessions that were not planned because of it are not made by themselves.',
};
