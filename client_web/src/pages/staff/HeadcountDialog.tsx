import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useHeadcount } from '../../api/sessions';
import type { RosterEntry, SessionDetail } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { duration } from '../../components/clinic/duration';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { headcount as words, inPerson, roster } from '../../texts/clinic';
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
  const missed = people.filter((one) => one.in_room && !present.includes(one.person_id));
  const withoutStaff = !here && !people.some((one) => one.role === 'facilitator' && present.includes(one.person_id));
  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button loading={headcount.isPending} onClick={() => headcount.mutate({ present, here }, { onSuccess: onSaved })}>
            {words.save}
          </Button>
        </>
      }
    >
      {headcount.isError && <ProblemNotice problem={headcount.error} />}
      <p className={classes.lead}>{words.lead}</p>
      <Checkbox.Group label={words.who} value={present} onChange={setPresent}>
        <div className={classes.people}>
          {people.map((one) => (
            <Checkbox
              key={one.person_id}
              size="md"
              value={one.person_id}
              label={one.role === 'client' ? one.legal_name : inPerson.colleague(one.legal_name)}
              description={one.unconfirmed_minutes >= 1 && roster.unconfirmed(duration(one.unconfirmed_minutes))}
            />
          ))}
        </div>
      </Checkbox.Group>
      <div className={classes.result} role="status">
        <p className={classes.heads}>{words.heads(present.length, here)}</p>
        {missed.length > 0 && <p>{words.missed(missed.map((one) => one.legal_name))}</p>}
        {withoutStaff && present.length > 0 && <p className={classes.warning}>{inPerson.withoutStaff}</p>}
      </div>
    </Dialog>
  );
}
