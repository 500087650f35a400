import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useStaff } from '../../../components/clinic/StaffArea';
import { exports as words } from '../../../texts/clinic';
import { ExportDialog } from './ExportDialog';
import type { Scope } from './terms';

/** Nothing for auditors, who read and take nothing along. */
export function ExportButton({ scope, label = words.open }: { scope: Scope; label?: string }) {
  const [open, setOpen] = useState(false);
  if (useStaff().role === 'auditor') return null;
  return (
    <>
      <Button variant="default" leftSection={<IconDownload size={18} aria-hidden />} onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open && <ExportDialog scope={scope} onClose={() => setOpen(false)} />}
    </>
  );
}
