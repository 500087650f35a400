import { Button } from '@mantine/core';
import { useRevokeKiosk } from '../../api/kiosks';
import type { Kiosk } from '../../api/types';
import { Dialog, DialogActions } from '../../components/clinic/Dialog';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { devices as words } from '../../texts/clinic';
import { texts } from '../../texts/en';

export function RevokeKioskDialog({ kiosk, onClose }: { kiosk: Kiosk; onClose: () => void }) {
  const revoke = useRevokeKiosk();
  return (
    <Dialog title={words.revokeTitle(kiosk.name)} onClose={onClose}>
      {revoke.isError && <ProblemNotice problem={revoke.error} />}
      <p>{words.revokeHelp}</p>
      <DialogActions>
        <Button variant="default" data-autofocus onClick={onClose}>
          {texts.common.cancel}
        </Button>
        <Button color="red" loading={revoke.isPending} onClick={() => revoke.mutate(kiosk.id, { onSuccess: onClose })}>
          {words.revoke}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
