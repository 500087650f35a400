import { Button } from '@mantine/core';
import { useState } from 'react';
import { useAsked } from '../../../api/joining';
import { Dialog } from '../../../components/Dialog';
import { texts } from '../../../texts/en';
import { Questions, type Stage } from './Questions';
import classes from './joining.module.css';

/** They are somewhere else by now, or somebody is with them: the same questions once more, whatever they lead to. */
export function ChangedDialog({ session, onClose }: { session: string; onClose: () => void }) {
  const asked = useAsked(session, true);
  const [stage, setStage] = useState<Stage>('full');
  const words = texts.joining;
  const cancel = (
    <Button variant="default" onClick={onClose}>
      {texts.common.cancel}
    </Button>
  );
  return (
    <Dialog title={stage === 'parking' ? words.parkTitle : words.changedTitle} onClose={onClose} actions={cancel}>
      <div className={classes.dialog}>
        {stage === 'parking' && <p>{words.parkHelp}</p>}
        {asked.data && <Questions session={session} asked={asked.data} stage={stage} onStage={setStage} submitLabel={words.save} onDone={onClose} />}
      </div>
    </Dialog>
  );
}
