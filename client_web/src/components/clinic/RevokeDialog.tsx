import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { texts } from '../../texts/en';
import { Dialog } from '../Dialog';
import { ProblemNotice } from './ProblemNotice';

interface RevokeDialogProps {
  words: { revoke: string; revokeHelp: string; revokeTitle: (name: string) => string };
  /** Whose, or of what. */
  name: string;
  onRevoke: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something stops working for good. */
export function RevokeDialog({ words, name, onRevoke, onClose }: RevokeDialogProps) {
  const revoke = useMutation({ mutationFn: onRevoke, onSuccess: onClose });
  const actions = (
    <>
      <Button variant="default" onClick={onClose}>
        {texts.common.cancel}
      </Button>
      <Button color="red" loading={revoke.isPending} onClick={() => revoke.mutate()}>
        {words.revoke}
      </Button>
    </>
  );
  return (
    <Dialog title={words.revokeTitle(name)} onClose={onClose} actions={actions}>
      {revoke.isError && <ProblemNotice problem={revoke.error} />}
      <Text>{words.revokeHelp}</Text>
    </Dialog>
  );
}
