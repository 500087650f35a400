import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useHeadcount } from '../../api/sessions';
import type { RosterEntry, SessionDetail } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { inPerson as words } from '../../texts/clinic';
import { texts } from '../../texts/en';
import classes from './HeadcountDialog.module.css';

interface HeadcountDialogProps {
  session: SessionDetail;
  /** Whoever may be in the room, apart from the one who counts. */
  people: readonly RosterEntry[];
  /** Whether the one who counts is in the room too. */
  here: boolean;
  onClose: () => void;
  onSaved: () => void;
}

/** Starts from who is known to be here, so that most headcounts are one tap. */
export function HeadcountDialog({ session, people, here, onClose, onSaved }: HeadcountDialogProps) {
  const headcount = useHeadcount(session.id);
  const [present, setPresent] = useState<string[]>(() =>
    people.filter((one) => one.in_room).map((one) => one.person_id),
  );
  return (
    <Dialog
      title={words.headcount}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button loading={headcount.isPending} onClick={() => headcount.mutate({ present, here }, { onSuccess: onSaved })}>
            {words.saveHeadcount(present.length)}
          </Button>
        </>
      }
    >
      {headcount.isError && <ProblemNotice problem={headcount.error} />}
      <Checkbox.Group label={words.headcountLead} value={present} onChange={setPresent}>
        <div className={classes.people}>
          {people.map((one) => (
            <Checkbox
              key={one.person_id}
              size="md"
              value={one.person_id}
              label={one.role === 'client' ? one.legal_name : words.colleague(one.legal_name)}
            />
          ))}
        </div>
      </Checkbox.Group>
    </Dialog>
  );
}
