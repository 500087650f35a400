export const join = {
  title: 'Welcome',
  lead: 'Please enter the PIN you chose with your clinic. It opens the rest.',
  pin: 'Your PIN',
  open: 'Continue',
  forgotten: 'PIN forgotten? Your clinic can set a new one.',
  shared: 'On a shared phone or computer, close this tab when you are done.',
  wrong: 'That PIN does not match. Please try once more.',
  early: 'This link opens shortly before the session. Please come back then.',
  limited: (seconds: number | null) =>
    seconds === null
      ? 'There were too many tries. Please wait a few minutes, or call your clinic: they can send you a new link at once.'
      : `There were too many tries. Please wait ${seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`}, or call your clinic: they can send you a new link at once.`,
  gone: 'This link is no longer valid',
  goneHelp: 'Links end on their own, so that nobody else can use them. Your clinic can send you a new one right away.',
  noLink: 'Please open your link',
  noLinkHelp: 'Open the link that your clinic sent you. It leads here and takes you to your session.',
  offline: 'The server cannot be reached just now. Nothing is lost; please check your connection and try again.',
};
