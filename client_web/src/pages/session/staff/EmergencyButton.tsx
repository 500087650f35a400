import { IconFirstAidKit } from '@tabler/icons-react';
import { Suspense, useState } from 'react';
import { useRoom } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import { lazyForStaff } from '../../../texts/load';
import classes from './StaffPanel.module.css';

const EmergencyCard = lazyForStaff(() => import('../../../components/emergency/EmergencyCard'));

/** Opens a client's emergency card, in one tap from their line. */
export function EmergencyButton({ participant, name }: { participant: string; name: string }) {
  const [open, setOpen] = useState(false);
  const session = useRoom().view?.session.session ?? null;
  const words = texts.callHelp;
  return (
    <>
      <button type="button" className={classes.dots} title={words.card} aria-label={words.cardOf(name)} onClick={() => setOpen(true)}>
        <IconFirstAidKit size={20} aria-hidden />
      </button>
      {open && (
        <Suspense fallback={null}>
          <EmergencyCard client={participant} name={name} session={session} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
