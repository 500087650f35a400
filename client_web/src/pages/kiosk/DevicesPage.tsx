import { Button } from '@mantine/core';
import { useState } from 'react';
import { useKiosks, useRevokeKiosk } from '../../api/kiosks';
import type { Kiosk } from '../../api/types';
import { Message } from '../../components/clinic/Message';
import { PageHeading } from '../../components/clinic/PageHeading';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { RevokeDialog } from '../../components/clinic/RevokeDialog';
import { StaffArea } from '../../components/clinic/StaffArea';
import { Waiting } from '../../components/clinic/Waiting';
import { devices as words } from '../../texts/clinic';
import { AddKioskDialog } from './AddKioskDialog';
import { KioskTable } from './KioskTable';
import { LateEntries } from './LateEntries';

export default function DevicesPage() {
  return (
    <StaffArea title={words.title} adminsOnly>
      <Devices />
    </StaffArea>
  );
}

function Devices() {
  const kiosks = useKiosks();
  const revoke = useRevokeKiosk();
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<Kiosk | null>(null);
  return (
    <>
      <PageHeading title={words.title} lead={words.lead}>
        <Button onClick={() => setAdding(true)}>{words.add}</Button>
      </PageHeading>
      <LateEntries />
      {kiosks.isPending && <Waiting />}
      {kiosks.isError && <ProblemNotice problem={kiosks.error} onRetry={() => void kiosks.refetch()} />}
      {kiosks.data?.length === 0 && <Message title={words.none} help={words.noneHelp} />}
      {kiosks.data && kiosks.data.length > 0 && <KioskTable kiosks={kiosks.data} onRevoke={setRevoking} />}
      {adding && <AddKioskDialog onClose={() => setAdding(false)} />}
      {revoking && (
        <RevokeDialog
          words={words}
          name={revoking.name}
          onRevoke={() => revoke.mutateAsync(revoking.id)}
          onClose={() => setRevoking(null)}
        />
      )}
    </>
  );
}
