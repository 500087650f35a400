/** The frame around all pages of staff, and the words that several of them share. */
export const clinic = {
  skip: 'Skip to content',
  navigation: 'Main',
  menu: 'Menu',
  today: 'Today',
  attendance: 'Attendance',
  access: 'Your access',
  audit: 'Audit',
  policies: 'Policies',
  devices: 'Devices',
  zone: (zone: string) => `all times ${zone}`,
  signOut: 'Sign out',
  signedInAs: (name: string, role: string) => `Signed in as ${name}, ${role}`,
  roles: { client: 'client', facilitator: 'facilitator', admin: 'admin', auditor: 'auditor', guest: 'guest' },
  onlyAdmins: 'This page is for admins',
  onlyAdminsHelp: 'Ask an admin of your clinic to do this, or to change your role.',
  notForAuditors: 'This page is for the clinic’s staff',
  notForAuditorsHelp: 'What you may read is under Attendance.',
  forClients: 'This page is for staff',
  forClientsHelp: 'To come to your session, please open the link that your clinic sent you.',
};

/** What every page of staff shows while clients are without staff. Session titles only, never anybody's name. */
export const attention = {
  label: 'Where staff are needed',
  withoutStaff: (title: string, since: string) => `${title} has been without staff since ${since}`,
  waiting: (title: string, clients: number, since: string) =>
    clients === 1
      ? `Somebody has been waiting for ${title} since ${since}, and no staff are there`
      : `${clients} people have been waiting for ${title}, the first since ${since}, and no staff are there`,
  for: (minutes: number) => (minutes < 1 ? ' (less than a minute)' : ` (${minutes} min)`),
  onCall: 'You are on call.',
  deviceLost: (title: string, since: string) => `The clinic’s room of ${title} has been cut off since ${since}`,
  help: {
    without_staff: 'The group is on hold until somebody comes.',
    device_lost: 'Those in the room and those at home do not hear each other. Please look after the screen in the room.',
    waiting: 'They see that they are in the right place.',
  },
  newTab: 'It opens in a new tab; you stay in this room too.',
  open: 'Open the room',
  openFor: (title: string) => `Open the room of ${title}`,
  failed: 'The room could not be opened. Please try again, or ask an admin.',
  tab: (title: string) => `(!) ${title}`,
};

export const nothingHere = {
  title: 'There is nothing here',
  help: 'The address may be mistyped, or what was here has moved.',
  home: 'To the first page',
};

export const signIn = {
  title: 'Sign in',
  lead: 'For facilitators, admins and auditors.',
  email: 'E-mail',
  password: 'Password',
  submit: 'Sign in',
  wrong: 'E-mail and password do not match',
  wrongHelp: 'Please check both and try again.',
  forClients: 'Coming to a session?',
  forClientsHelp: 'You need no account. Open the link that your clinic sent you.',
};

export const sessionWords = {
  status: { planned: 'Planned', in_progress: 'Going on now', finished: 'Finished', cancelled: 'Cancelled' },
  kind: {
    group: 'Group',
    individual: 'Individual',
    family: 'Family',
    workshop: 'Workshop',
    skills: 'Skills',
    wellness: 'Wellness',
    medication_check: 'Medication check',
    assessment: 'Assessment',
    alumni: 'Alumni',
    recreation: 'Recreation',
    film: 'Film',
    workbook: 'Workbook',
  },
  expected: (count: number) => (count === 1 ? '1 person expected' : `${count} people expected`),
  with: (names: string) => `with ${names}`,
  startsIn: (minutes: number) => (minutes === 1 ? 'starts in 1 minute' : `starts in ${minutes} minutes`),
  shouldHaveStarted: (minutes: number) =>
    minutes === 1 ? 'was due a minute ago' : `was due ${minutes} minutes ago`,
  runningSince: (time: string) => `since ${time}`,
};
