export const support = {
  label: 'If you need help now',
  crisis: 'In crisis? Call or text',
  crisisNumber: '988',
  /** What is to be pressed or written there in this language. */
  crisisAfter: '',
  clinic: 'Your clinic:',
  quickExit: 'Quick exit',
  quickExitHelp: 'Leaves this page at once. Pressing Shift three times does the same. Your browser history stays.',
};

/** A client asks the session's staff for help; nobody else in the group sees it. */
export const askForHelp = {
  ask: 'I need help',
  over: 'I am all right now',
  state: {
    none: 'Tells your facilitator, quietly. Nobody else in the group sees it.',
    called: 'Your facilitator has been told, quietly. Somebody will be with you.',
    answered: 'Your facilitator has seen it and will be with you.',
  },
  failed: 'That did not reach us. Please try again, call the clinic, or call or text 988.',
};

/** Staff call for whoever is on call. */
export const callHelp = {
  call: 'Call help',
  called: ', called',
  card: 'Emergency card',
  cardOf: (name: string) => `Emergency card of ${name}`,
  failed: (phone: string) => `Help could not be called. Please try again, or phone ${phone}.`,
};

/** Hand-outs in the room. */
export const handouts = {
  title: 'Hand-outs',
  none: 'There are none for this session.',
  open: 'Open',
  openFor: (title: string) => `Open ${title}`,
  ready: 'Show it',
  opening: 'Opening…',
  failed: 'It could not be opened. Please try again.',
  show: 'Show now',
  showFor: (title: string) => `Show now: ${title}, to everybody`,
  told: 'Everybody in the room sees it now.',
  endShow: 'Stop showing',
  endShowFor: (title: string) => `Stop showing ${title}`,
  front: (title: string) => `Hand-out: ${title}`,
  coming: 'The hand-out will be here in a moment.',
  notShown: 'The hand-out could not be shown here.',
  again: 'Try again',
  page: (number: number, of: number) => `Page ${number} of ${of}`,
  before: 'Page before',
  next: 'Next page',
  asText: 'As text',
  asPage: 'As a page',
  alone: 'By itself, in a new tab',
  announced: (title: string) => `A hand-out is shown to everybody: ${title}.`,
  over: 'The hand-out is not shown any more. You find it under More.',
  remove: 'Take away',
  removeFor: (title: string) => `Take away ${title}`,
  removeFailed: 'It could not be taken away. An admin can take away what is the program’s.',
  program: 'of the program',
  add: 'Add a hand-out',
  name: 'What it is',
  file: 'File',
  fileHelp: 'A PDF or a picture, at most 5 MB.',
  failedToAdd: 'It could not be added. Please try again.',
  save: 'Add',
  close: 'Close',
};
