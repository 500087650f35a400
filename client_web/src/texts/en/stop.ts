/** Where somebody stops messages to an address of theirs. */
export const stop = {
  title: 'Stop these messages?',
  lead: 'Nothing more is written to this address: no reminders and no changes. Your appointments stay as they are.',
  submit: 'Stop the messages',
  done: 'The messages are stopped',
  doneHelp: 'If you want them again, ask for it the next time you are there, or call.',
  failed: 'That did not work',
  failedHelp: 'The link may be incomplete. Please call, and it is done for you.',
};
