import { Button } from '@mantine/core';
import type { InRoom, RosterEntry } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { gone as words } from '../../texts/clinic';
import { texts } from '../../texts/en';

interface GoneDialogProps {
  entry: RosterEntry;
  onClose: () => void;
  onMark: (people: readonly RosterEntry[], state: InRoom['state']) => void;
}

/** Somebody who was here is not: going just now keeps their time, a mistaken tap takes it back. */
export function GoneDialog({ entry, onClose, onMark }: GoneDialogProps) {
  const mark = (state: InRoom['state']) => {
    onMark([entry], state);
    onClose();
  };
  return (
    <Dialog
      title={words.title(entry.legal_name)}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button variant="default" onClick={() => mark('absent')}>
            {words.wasNot}
          </Button>
          <Button onClick={() => mark('left')}>{words.leftNow}</Button>
        </>
      }
    >
      <p>{words.leftNowHelp}</p>
      <p>{words.wasNotHelp}</p>
    </Dialog>
  );
}
