export const session = {
  tabTitle: 'Session',
  connecting: 'Taking you there…',
  connectingHelp: 'This takes longer than usual. The page keeps trying; there is nothing you need to do.',
  reconnecting: 'Reconnecting. Your attendance is kept.',
  back: 'You are connected again.',
  signedOutTitle: 'Please open your link once more',
  signedOutHelp: 'For your safety this page forgets you after a while. The link your clinic sent you brings you back.',
  staffSignIn: 'Staff sign-in',
  missingTitle: 'This session is not here',
  missingHelp: 'The link may be for another day. Please call your clinic if you are unsure.',
  troubleTitle: 'The session could not be opened',
  with: (names: string[]) => `With ${names.length === 0 ? 'your care team' : new Intl.ListFormat('en').format(names)}`,
  starts: (time: string) => `Starts at ${time}`,
  planned: (time: string) => `Was planned for ${time}`,
  started: (time: string) => `Started at ${time}`,
};

export const waiting = {
  title: 'You are in the right place',
  soon: 'Your facilitator will let you in shortly.',
  early: 'You are early. Your facilitator will let you in when the session starts.',
  calm: [
    'If you like, let your shoulders drop and take one slow breath.',
    'There is nothing you need to prepare.',
    'A glass of water nearby can be good company.',
    'You can keep your camera on or off. Both are fine.',
  ],
  message: 'A word from your facilitator',
  observers: (names: string[]) =>
    names.length === 1
      ? `${names[0]}, a trainee, observes today if everybody agrees. If you would rather not, tell your facilitator: it changes nothing for you.`
      : `${new Intl.ListFormat('en').format(names)}, trainees, observe today if everybody agrees. If you would rather not, tell your facilitator: it changes nothing for you.`,
  privacy: 'Nobody in the group can see or hear you here.',
  leave: 'Leave',
};

export const talkFirst = {
  title: 'A private word first',
  client: (name: string, role: string) =>
    `You are talking with ${name}${role && `, ${role.toLowerCase()}`}. Nobody else can see or hear you two.`,
  staff: (name: string) => `You are talking with ${name} in private. The group goes on without you two.`,
  admit: 'Let them in',
  endTalk: 'Back to waiting',
  deny: 'Not today',
};

export const hold = {
  title: 'One moment, please',
  help: 'Your facilitator has lost the connection. Until they are back, nobody in the group is seen or heard. Please stay; your time until now is kept.',
  call: 'If you would rather talk to someone now:',
};

export const endings = {
  left: { title: 'You have left the session', help: 'Thank you for being here today. You can come back for as long as it runs.' },
  removed: {
    title: 'You are no longer in the session',
    help: 'Your facilitator ended your part of it for now. If you want to talk about it, your clinic is there for you.',
  },
  denied: {
    title: 'Today is not the day for this session',
    help: 'Your care team would like to talk with you first. Please call your clinic; they are glad to hear from you.',
  },
  redirected: { title: 'Your care team will meet with you another way', help: '' },
  session_ended: { title: 'The session has ended', help: 'Thank you for being here. Take a moment before you go on with your day.' },
  heldToTheEnd: { title: 'The session has ended', help: 'Everyone has left the room. Its attendance is there as soon as it is worked out.' },
  cancelled: { title: 'This session does not take place', help: 'It was cancelled. Your clinic can tell you more.' },
  replaced: {
    title: 'You opened this session somewhere else',
    help: 'It goes on there. Nothing is lost, and your time is counted once.',
  },
  revoked: {
    title: 'Your link was closed',
    help: 'Your clinic closed the link that you came in with, and so this session ended for you here. Your time until now is kept. Please call them if you do not know why; if they have sent you a newer link, open that one.',
  },
  guestRevoked: {
    title: 'Your part has ended',
    help: 'The clinic, or the person you came for, has ended your invitation. That can have many reasons, and none of them needs to be about you. If you would like to know more, please call the clinic.',
  },
  signedOut: { title: 'You are signed out', help: 'Your sign-in ended, here or in another tab. The session goes on; sign in again to come back to it.' },
  refused: { title: 'The session could not be opened', help: 'It may be over, or your link may have ended. Please open your link once more, or call your clinic.' },
  outdated: { title: 'This page is out of date', help: 'The server has been updated. Loading the page again brings you back.' },
  draining: { title: 'The server is restarting', help: 'Loading the page again brings you back.' },
  ways: {
    phone: 'They will call you at the number you gave. Please keep your phone near.',
    in_person: 'Please come to the clinic, or call to agree on a time.',
    another_day: 'They will be in touch about another day. You have not missed anything by being here.',
  },
  next: (day: string, time: string) => `Your next session begins on ${day} at ${time}.`,
  again: 'Come back in',
  askedBack: 'I was asked to come back',
  useHere: 'Use it here instead',
  reload: 'Load again',
  staffHome: 'To today’s sessions',
  attendance: 'Attendance of this session',
  sign: 'Sign now?',
  message: 'From your facilitator',
};
