import { Button } from '@mantine/core';
import { useState } from 'react';
import { useAuditors, useDisableAuditor, useInviteAuditor } from '../../api/audit';
import type { Auditor, Invitation } from '../../api/types';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { RevokeDialog } from '../../components/clinic/RevokeDialog';
import { Waiting } from '../../components/clinic/Waiting';
import { auditors as words } from '../../texts/clinic';
import { AddAuditorDialog, LinkDialog } from './AddAuditorDialog';
import { AuditorCard } from './AuditorCard';
import { GrantDialog } from './GrantDialog';
import { Heading } from './Heading';

/** Whom from outside the clinic lets read, what, and until when. */
export function AuditorsPage() {
  const found = useAuditors();
  const invite = useInviteAuditor();
  const disable = useDisableAuditor();
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<Invitation | null>(null);
  const [granting, setGranting] = useState<Auditor | null>(null);
  const [disabling, setDisabling] = useState<Auditor | null>(null);
  return (
    <>
      <Heading view="auditors" lead={words.lead}>
        <Button onClick={() => setAdding(true)}>{words.add}</Button>
      </Heading>
      {found.isPending && <Waiting />}
      {found.isError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {invite.isError && <ProblemNotice problem={invite.error} />}
      {found.data?.length === 0 && <Message title={words.none} help={words.noneHelp} />}
      {found.data?.map((one) => (
        <AuditorCard
          key={one.person_id}
          auditor={one}
          onGrant={() => setGranting(one)}
          onInvite={() => invite.mutate(one.person_id, { onSuccess: setMade })}
          onDisable={() => setDisabling(one)}
        />
      ))}
      {adding && <AddAuditorDialog onClose={() => setAdding(false)} />}
      {made && <LinkDialog made={made} onClose={() => setMade(null)} />}
      {granting && <GrantDialog auditor={granting} onClose={() => setGranting(null)} />}
      {disabling && (
        <RevokeDialog
          words={words.disableDialog}
          name={disabling.name}
          onRevoke={() => disable.mutateAsync(disabling.person_id)}
          onClose={() => setDisabling(null)}
        />
      )}
    </>
  );
}
