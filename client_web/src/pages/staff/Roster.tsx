import { useState } from 'react';
import type { RosterEntry, SessionDetail } from '../../api/types';
import { Message } from '../../components/clinic/Message';
import { roster as words } from '../../texts/clinic';
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
  const clients = entries.filter((entry) => entry.role === 'client');
  if (clients.length === 0) return <Message title={words.nobody} help={words.nobodyHelp} />;

  const close = () => setOpen(null);
  return (
    <>
      <InPerson
        session={session}
        clients={clients}
        onHeadcount={() => setOpen({ dialog: 'headcount' })}
        onStatement={() => setOpen({ dialog: 'statement' })}
      />
      <ClientTable
        session={session}
        clients={clients}
        onLink={(entry) => setOpen({ dialog: 'link', entry })}
        onRevoke={(entry) => setOpen({ dialog: 'revoke', entry })}
      />
      {open?.dialog === 'link' && <LinkDialog session={session} entry={open.entry} onClose={close} />}
      {open?.dialog === 'revoke' && <RevokeDialog session={session} entry={open.entry} onClose={close} />}
      {open?.dialog === 'headcount' && <HeadcountDialog session={session} clients={clients} onClose={close} />}
      {open?.dialog === 'statement' && <StatementDialog session={session} clients={clients} onClose={close} />}
    </>
  );
}
