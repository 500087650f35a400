/** The clinic's own room in a session: its camera, microphone and screen. */
export const roomDevice = {
  title: 'The clinic’s room',
  bringIn: 'Bring in',
  bringInNamed: (name: string) => `Bring in ${name}`,
  sendAway: 'Send away',
  sendAwayNamed: (name: string) => `Send away ${name}`,
  free: 'Not in a session',
  elsewhere: 'In another session',
  state: {
    coming: 'On its way…',
    connected: 'Sees and is seen, hears and is heard',
    lost: 'Connection lost',
    silent: 'Nothing is heard from it',
  },
  failed: 'That did not work. Please try again.',
  alarm: {
    lost: (name: string) =>
      `${name} has lost the connection. Those at home do not hear the room, and their time counts only while staff are online with them.`,
    silent: (name: string) =>
      `Nothing is heard from ${name}. Those at home do not hear the room, and their time counts only while staff are online with them.`,
  },
  people: (count: number) => (count === 1 ? 'In the room: 1 person' : `In the room: ${count} people`),
  mutedHere: 'You are in the clinic’s room, which has a microphone and a loudspeaker. Yours are off, so that it does not echo.',
  iAmInRoom: 'I am in the clinic’s room',
  iAmInRoomHelp: 'Your microphone and sound stay off here, so that it does not echo. You are heard by the room’s microphone.',
  echoTitle: 'Turn on a second microphone?',
  echoHelp: 'The room you are in has a microphone of its own, and everybody hears you by it. With yours on as well, the others hear an echo.',
  stayMuted: 'Stay muted',
  unmuteAnyway: 'Turn it on all the same',
};
