import { Button, Text } from '@mantine/core';
import { useRevokeLink } from '../../api/sessions';
import type { RosterEntry, SessionDetail } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { links as words } from '../../texts/clinic';
import { texts } from '../../texts/en';

interface RevokeDialogProps {
  session: SessionDetail;
  entry: RosterEntry;
  onClose: () => void;
}

export function RevokeDialog({ session, entry, onClose }: RevokeDialogProps) {
  const revoke = useRevokeLink(session.id);
  return (
    <Dialog
      title={words.revokeTitle(entry.legal_name)}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button
            color="red"
            loading={revoke.isPending}
            onClick={() => revoke.mutate(entry.person_id, { onSuccess: onClose })}
          >
            {words.revoke}
          </Button>
        </>
      }
    >
      {revoke.isError && <ProblemNotice problem={revoke.error} />}
      <Text>{words.revokeHelp}</Text>
    </Dialog>
  );
}
