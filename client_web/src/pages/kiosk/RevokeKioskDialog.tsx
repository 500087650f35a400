import { Button, Text } from '@mantine/core';
import { useRevokeKiosk } from '../../api/kiosks';
import type { Kiosk } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { devices as words } from '../../texts/clinic';
import { texts } from '../../texts/en';

export function RevokeKioskDialog({ kiosk, onClose }: { kiosk: Kiosk; onClose: () => void }) {
  const revoke = useRevokeKiosk();
  return (
    <Dialog
      title={words.revokeTitle(kiosk.name)}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button
            color="red"
            loading={revoke.isPending}
            onClick={() => revoke.mutate(kiosk.id, { onSuccess: onClose })}
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
