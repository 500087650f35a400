import { useState } from 'react';
import { useInRoom, useRevokeLink } from '../../api/sessions';
import type { InRoom, RosterEntry, SessionDetail } from '../../api/types';
import { Message } from '../../components/clinic/Message';
import { RevokeDialog } from '../../components/clinic/RevokeDialog';
import { useStaff } from '../../components/clinic/StaffArea';
import { headcount, links, roster as words, statement } from '../../texts/clinic';
import { ClientTable } from './ClientTable';
import { GoneDialog } from './GoneDialog';
import { HeadcountDialog } from './HeadcountDialog';
import { InPerson } from './InPerson';
import { LinkDialog } from './LinkDialog';
import { StatementDialog } from './StatementDialog';
import { useHere } from './useHere';

/** What is open over the roster. */
type Open =
  | { dialog: 'link'; entry: RosterEntry }
  | { dialog: 'revoke'; entry: RosterEntry }
  | { dialog: 'gone'; entry: RosterEntry }
  | { dialog: 'headcount' }
  | { dialog: 'statement' }
  | null;

export function Roster({ session, entries }: { session: SessionDetail; entries: readonly RosterEntry[] }) {
  const [open, setOpen] = useState<Open>(null);
  const [notice, setNotice] = useState('');
  const staff = useStaff();
  const me = entries.find((entry) => entry.role === 'facilitator' && entry.person_id === staff.person_id);
  const [here, setHere] = useHere(me);
  const inRoom = useInRoom(session.id);
  const revoke = useRevokeLink(session.id);
  const markAs = (iAmHere: boolean, people: readonly RosterEntry[], state: InRoom['state']) =>
    inRoom.mutate({ participants: people.map((entry) => entry.person_id), state, here: iAmHere });
  const mark = (people: readonly RosterEntry[], state: InRoom['state']) => markAs(here, people, state);
  const clients = entries.filter((entry) => entry.role === 'client');
  if (clients.length === 0) return <Message title={words.nobody} help={words.nobodyHelp} />;

  const ask = (dialog: Open) => {
    setNotice('');
    setOpen(dialog);
  };
  const close = () => setOpen(null);
  const markHere = (entry: RosterEntry, isHere: boolean) => {
    if (isHere) mark([entry], 'present');
    else if (session.status === 'planned') mark([entry], 'absent');
    else ask({ dialog: 'gone', entry });
  };
  const sayHere = (mine: RosterEntry) => (iAmHere: boolean) => {
    setHere(iAmHere);
    if (iAmHere !== mine.in_room) markAs(iAmHere, [mine], iAmHere ? 'present' : 'left');
  };
  const saved = (words: string) => () => {
    setNotice(words);
    close();
  };
  return (
    <>
      <InPerson
        session={session}
        clients={clients}
        notice={notice}
        problem={inRoom.error}
        here={here}
        withoutStaff={!entries.some((entry) => entry.role === 'facilitator' && entry.in_room)}
        onHere={me ? sayHere(me) : null}
        onAllHere={() => mark(allHere(entries, me), 'present')}
        onHeadcount={() => ask({ dialog: 'headcount' })}
        onStatement={() => ask({ dialog: 'statement' })}
      />
      <ClientTable
        session={session}
        clients={clients}
        onHere={markHere}
        onLink={(entry) => setOpen({ dialog: 'link', entry })}
        onRevoke={(entry) => setOpen({ dialog: 'revoke', entry })}
      />
      {open?.dialog === 'link' && <LinkDialog session={session} entry={open.entry} onClose={close} />}
      {open?.dialog === 'revoke' && (
        <RevokeDialog
          words={links}
          name={open.entry.legal_name}
          onRevoke={() => revoke.mutateAsync(open.entry.person_id)}
          onClose={close}
        />
      )}
      {open?.dialog === 'gone' && <GoneDialog entry={open.entry} onClose={close} onMark={mark} />}
      {open?.dialog === 'headcount' && (
        <HeadcountDialog
          session={session}
          people={entries.filter((entry) => entry !== me)}
          here={here}
          onClose={close}
          onSaved={saved(headcount.saved)}
        />
      )}
      {open?.dialog === 'statement' && (
        <StatementDialog session={session} clients={clients} onClose={close} onSaved={saved(statement.saved)} />
      )}
    </>
  );
}

/**
 * Everybody whom 'All here' is about: who is in the room already is seen there anew, who is connected from elsewhere is
 * not put there. Whether the one who taps is there too they say themselves.
 */
function allHere(entries: readonly RosterEntry[], me: RosterEntry | undefined): RosterEntry[] {
  return entries.filter((entry) => entry !== me && (entry.in_room || (entry.role === 'client' && !entry.online)));
}
