import { useState } from 'react';
import { useInRoom } from '../../api/sessions';
import type { InRoom, RosterEntry, SessionDetail } from '../../api/types';
import { Message } from '../../components/clinic/Message';
import { useStaff } from '../../components/clinic/StaffArea';
import { inPerson, roster as words, statement } from '../../texts/clinic';
import { ClientTable } from './ClientTable';
import { HeadcountDialog } from './HeadcountDialog';
import { InPerson } from './InPerson';
import { LinkDialog } from './LinkDialog';
import { RevokeDialog } from './RevokeDialog';
import { StatementDialog } from './StatementDialog';

/** What is open over the roster. */
type Open =
  | { dialog: 'link'; entry: RosterEntry }
  | { dialog: 'revoke'; entry: RosterEntry }
  | { dialog: 'headcount' }
  | { dialog: 'statement' }
  | null;

export function Roster({ session, entries }: { session: SessionDetail; entries: readonly RosterEntry[] }) {
  const [open, setOpen] = useState<Open>(null);
  const [notice, setNotice] = useState('');
  const staff = useStaff();
  const runsIt = entries.some((entry) => entry.role === 'facilitator' && entry.person_id === staff.person_id);
  const [here, setHere] = useState(runsIt);
  const inRoom = useInRoom(session.id);
  const mark = (people: readonly RosterEntry[], state: InRoom['state']) =>
    inRoom.mutate({ participants: people.map((entry) => entry.person_id), state, here });
  const clients = entries.filter((entry) => entry.role === 'client');
  if (clients.length === 0) return <Message title={words.nobody} help={words.nobodyHelp} />;

  const ask = (dialog: Open) => {
    setNotice('');
    setOpen(dialog);
  };
  const close = () => setOpen(null);
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
        onHere={runsIt ? setHere : null}
        onMark={mark}
        onHeadcount={() => ask({ dialog: 'headcount' })}
        onStatement={() => ask({ dialog: 'statement' })}
      />
      <ClientTable
        session={session}
        clients={clients}
        onMark={mark}
        onLink={(entry) => setOpen({ dialog: 'link', entry })}
        onRevoke={(entry) => setOpen({ dialog: 'revoke', entry })}
      />
      {open?.dialog === 'link' && <LinkDialog session={session} entry={open.entry} onClose={close} />}
      {open?.dialog === 'revoke' && <RevokeDialog session={session} entry={open.entry} onClose={close} />}
      {open?.dialog === 'headcount' && (
        <HeadcountDialog
          session={session}
          clients={clients}
          here={here}
          onClose={close}
          onSaved={saved(inPerson.headcountSaved)}
        />
      )}
      {open?.dialog === 'statement' && (
        <StatementDialog session={session} clients={clients} onClose={close} onSaved={saved(statement.saved)} />
      )}
    </>
  );
}
