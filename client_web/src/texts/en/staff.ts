export const today = {
  title: 'Today',
  open: 'Open session',
  people: 'People and links',
  takesPart: { observer: 'You observe as a trainee', interpreter: 'You interpret' } as Partial<Record<string, string>>,
  attendance: 'Attendance',
  none: 'No sessions today',
  noneNext: (when: string) => `The next one is on ${when}.`,
  noneWeek: 'There are no more this week.',
  later: 'Later this week',
  earlier: 'Earlier this week',
  day: 'Day',
  time: 'Time',
  session: 'Session',
  status: 'Status',
};

export const roster = {
  title: 'People',
  back: 'Today',
  open: 'Open session',
  attendance: 'Attendance so far',
  clients: 'Clients',
  staff: 'Staff',
  nobody: 'Nobody is on this roster yet',
  nobodyHelp: 'People come onto the roster through their enrollment in the program.',
  name: 'Name',
  chosenName: (name: string) => `“${name}” to the group`,
  usedName: (name: string) => `goes by ${name}`,
  inRoom: 'In the room',
  here: 'Here',
  hereFor: (name: string) => `Here: ${name}`,
  minutes: 'Counted',
  unconfirmed: (time: string) => `${time} not confirmed yet`,
  atRisk: 'Misses the day if the session ends as planned.',
  link: 'Join link',
};

export const inPerson = {
  title: 'In person',
  lead: 'Tap ‘All here’, then switch off whoever is not. People who join by video are counted by themselves.',
  early: 'Two hours before the session begins, you can say here who is in the room.',
  closed: 'The session is over. What is missing can still be stated, with your reason.',
  alsoHere: 'I am in the room too',
  alsoHereHelp: 'Time in the room counts while staff are there.',
  allHere: 'All here',
  withoutStaff: 'No staff are marked as being in the room, so that time there does not count yet.',
  colleague: (name: string) => `${name} (staff)`,
  other: { observer: 'trainee', interpreter: 'interpreter', guest: 'guest' } as Partial<Record<string, string>>,
  count: (here: number, of: number, byVideo: number) =>
    `${here} of ${of} here in person${byVideo === 0 ? '' : ` · ${byVideo} connected from elsewhere, whom ‘All here’ leaves out`}`,
  headcount: 'Take a headcount',
};

export const headcount = {
  title: 'Take a headcount',
  lead: 'Time in the room counts only up to when staff or the tablet last saw somebody there. A headcount confirms everybody you tick up to this minute.',
  who: 'Who is in the room right now?',
  elsewhere: 'online, counted by itself',
  heads: (ticked: number, you: boolean) => {
    if (ticked === 0) return you ? 'Nobody in the room but you' : 'Nobody in the room';
    const all = ticked + (you ? 1 : 0);
    return `${all === 1 ? '1 person' : `${all} people`} in the room${you ? ', you included' : ''}`;
  },
  missed: (names: string[]) =>
    `No longer here: ${new Intl.ListFormat('en').format(names)}. Counted until last confirmed. Left just now? Cancel, and switch off ‘Here’.`,
  withoutStaff: 'No staff in the room: time there does not count yet.',
  save: 'Save headcount',
  saved: 'Headcount saved. Everybody you ticked is confirmed up to now.',
};

export const gone = {
  title: (name: string) => `${name} is not in the room`,
  leftNow: 'Left just now',
  leftNowHelp: '‘Left just now’ counts their time in the room until this moment.',
  wasNot: 'Was not here',
  wasNotHelp: '‘Was not here’ takes a mistaken tap back: nothing counts since somebody last confirmed them.',
};

export const links = {
  make: 'Make link',
  again: 'New link',
  makeFor: (name: string) => `Make link for ${name}`,
  againFor: (name: string) => `New link for ${name}`,
  revoke: 'Revoke',
  revokeFor: (name: string) => `Revoke link of ${name}`,
  none: 'No link yet',
  sent: (when: string) => `Made ${when}`,
  revoked: 'Revoked',
  expired: 'Expired',
  wrongPins: (count: number) => (count === 1 ? '1 wrong PIN' : `${count} wrong PINs for this link. If that was somebody else, make a new one.`),
  guessed: (count: number) => `Closed after ${count} wrong PINs. Make a new one.`,
  title: (name: string) => `Join link for ${name}`,
  url: 'Link',
  copy: 'Copy link',
  copied: 'Copied',
  only: 'A link opens this session only, for this person only.',
  replaces: 'The one they have now opens nothing more. If they are in the session already, they stay in it; to put them out, revoke the link instead.',
  until: (when: string) => `Works until ${when}.`,
  pin: 'They will be asked for the PIN that was set at intake. Never send the PIN together with the link.',
  revokeTitle: (name: string) => `Revoke the link of ${name}?`,
  revokeHelp: 'It stops working at once, and whoever came in with it or an earlier one is put out of the session. Their page says so and asks them to call; their time until then is kept. You can make a new one.',
};

export const statement = {
  add: 'Add a statement',
  title: 'Statement',
  lead: 'For time that no machine saw, a phone call say. It stays on the record with your name and your reason.',
  who: 'Client',
  from: 'From',
  to: 'To',
  modality: 'How they took part',
  modalities: { phone: 'By phone', in_room: 'In the room', video: 'By video', audio_only: 'By audio only' },
  reason: 'How you know',
  reasonHelp: 'One sentence. It is shown wherever this time is counted.',
  reasonShort: 'Please say in a few words how you know.',
  backwards: 'The end must be after the start.',
  future: 'The end is still to come.',
  save: 'Save statement',
  saved: 'The statement is saved.',
};
