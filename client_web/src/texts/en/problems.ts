import type { ProblemKind } from '../../api/problem';

/** What happened, and what is safe or what to try. */
export interface ProblemWords {
  title: string;
  help: string;
}

export const problems: Record<ProblemKind, ProblemWords> = {
  offline: {
    title: 'The server cannot be reached',
    help: 'Nothing you entered is lost. Check your connection, then try again.',
  },
  signed_out: { title: 'You are signed out', help: 'What is saved stays saved. Please sign in again.' },
  forbidden: { title: 'This is not open to you', help: 'Nothing was changed. Ask an admin if you need it.' },
  not_found: {
    title: 'This is not here',
    help: 'It may have been removed, or the address may be wrong. Go back and choose again.',
  },
  conflict: {
    title: 'This changed in the meantime',
    help: 'Nothing was overwritten. Look at the newest state, then try again.',
  },
  gone: { title: 'This is over', help: 'It can no longer be changed. What is recorded stays as it is.' },
  invalid: { title: 'Something does not fit', help: 'Nothing was saved. Check what you entered, then try again.' },
  too_many: { title: 'Too many tries', help: 'Nothing is lost. Please wait a little before you try again.' },
  unavailable: {
    title: 'The server is busy or restarting',
    help: 'What is saved stays saved. Try again in a moment.',
  },
  unexpected: {
    title: 'Something went wrong on the server',
    help: 'What was saved before is safe. Try again; if it stays, tell whoever runs the server.',
  },
};

/** Refusals that say what to do by themselves, by their code: the server's own words take the place of `help`. */
export const refusals: Readonly<Record<string, ProblemWords>> = {
  kept_apart: { title: 'Not together in one session', help: 'Nothing was changed.' },
  wrong_password: { title: 'The password is not right', help: 'Nothing was signed.' },
  records_not_derived: { title: 'The records are being made', help: 'They are here in a moment.' },
  session_not_over: { title: 'This session is not over yet', help: 'Its records can be signed once it is.' },
};

export const problemWords = {
  retry: 'Try again',
  waitSeconds: (seconds: number) => (seconds === 1 ? 'Try again in 1 second.' : `Try again in ${seconds} seconds.`),
};
