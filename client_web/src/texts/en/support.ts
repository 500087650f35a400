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
