export const support = {
  label: 'If you need help now',
  crisis: 'In crisis? Call or text',
  crisisNumber: '988',
  clinic: 'Your clinic:',
  quickExit: 'Quick exit',
  quickExitHelp: 'Leaves this page at once. Pressing Shift three times does the same. Your browser history stays.',
};
