export const breakouts = {
  title: 'Breakouts',
  control: 'Breakouts',
  name: (number: number) => `Breakout ${number}`,
  nameOf: (number: number) => `Name of breakout ${number}`,
  many: 'How many',
  minutes: 'Minutes',
  minutesHelp: 'Empty: until you call them back.',
  range: (longest: number) => `1 to ${longest} minutes, or none.`,
  staffHelp: 'Minutes count in a breakout while staff are in it.',
  people: 'Who goes where',
  draw: 'Drawn',
  stays: 'Main room',
  nobody: 'Nobody is in the room yet.',
  start: 'Start breakouts',
  callBack: 'Call back',
  backNow: 'Back now',
  callBackHelp: 'Everybody is back in 30 seconds.',
  longer: (minutes: number) => `${minutes} minutes more`,
  visit: 'Visit',
  visitNamed: (name: string) => `Visit ${name}`,
  toMain: 'To the main room',
  main: 'Main room',
  empty: 'Nobody is in it.',
  withoutStaff: 'No staff: minutes do not count.',
  led: (names: string[]) => `With ${new Intl.ListFormat('en').format(names)}`,
  move: (name: string) => `Where ${name} is`,
  away: 'reconnecting',
  here: (name: string) => `You are in ${name}`,
  hereHelp: 'Only those who are here see and hear you.',
  others: 'The others are in breakouts. Your facilitator will tell you where you go.',
  on: 'The group is in breakouts.',
  backIn: 'Back to the group in',
  left: 'Time left',
  moved: (name: string, people: string[]) =>
    people.length === 0
      ? `You are now in ${name}. Nobody else is here yet. Only those who are here see and hear you.`
      : `You are now in ${name}, with ${new Intl.ListFormat('en').format(people)}. Only those who are here see and hear you.`,
  movedBack: 'You are back in the main room, with the group.',
  lastMinute: (seconds: number) => `You will be back in the group in ${seconds} seconds.`,
  started: 'The group is in breakouts now.',
  over: 'The breakouts are over.',
};

export const sidebar = {
  title: 'A private word',
  start: 'Take aside',
  client: (name: string) => `You are talking with ${name}. Nobody else sees or hears you two, and your time counts.`,
  staff: (name: string) => `You are talking with ${name}. The group goes on with your colleague.`,
  alone: 'Only you are here at the moment. The other one may be reconnecting.',
  end: 'Back to the group',
  list: (client: string, staff: string) => `${client} is in a private word with ${staff}`,
  bringBack: (name: string) => `Bring ${name} back`,
  withoutStaff: 'Clients are in the main room and no staff are with them: their minutes do not count.',
  moved: (name: string) => `You are now in a private word with ${name}. Nobody else sees or hears you two.`,
  movedAlone: 'You are now in a private word. Nobody else sees or hears you.',
};

export const timers = {
  breakTitle: 'Break',
  breakUntil: (time: string) => `We go on at ${time}.`,
  breakOver: 'The break is over. We go on in a moment.',
  breakBegan: (time: string) => `The break has begun. We go on at ${time}.`,
  breakEnded: 'The break has ended.',
  lastMinute: 'The break ends in a minute.',
  mustGoOn: (time: string) => `until ${time}`,
  mustGoOnHelp: (time: string) => `It began late or its breaks take longer: to reach its minutes it must not end before ${time}.`,
};

export const spotlight = {
  show: 'Show in front',
  end: 'No longer in front',
  you: 'Everybody sees you in front now.',
  someone: (name: string) => `${name} is shown in front.`,
  over: 'Nobody is shown in front any more.',
  state: 'in front',
};

export const arrived = {
  inRoom: 'You are in the session now, with the group.',
  waiting: 'You are in the waiting room.',
  private: 'You are in a private word now. Nobody in the group sees or hears you.',
};
