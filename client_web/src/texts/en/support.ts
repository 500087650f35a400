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
