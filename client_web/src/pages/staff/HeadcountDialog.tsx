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

function unconfirmed({ unconfirmed_minutes: minutes }: RosterEntry): string | null {
  return minutes < 1 ? null : roster.unconfirmed(duration(minutes));
}

function labelOf({ role, legal_name }: RosterEntry): string {
  const other = inPerson.other[role];
  if (other !== undefined) return `${legal_name} (${other})`;
  return role === 'client' ? legal_name : inPerson.colleague(legal_name);
}

/** Starts from who is known to be here, so that most headcounts are one tap. */
export function HeadcountDialog({ session, people, here, onClose, onSaved }: HeadcountDialogProps) {
  const headcount = useHeadcount(session.id);
  const [present, setPresent] = useState<string[]>(() =>
    people.filter((one) => one.in_room).map((one) => one.person_id),
  );
  const elsewhere = (one: RosterEntry) => one.online && !one.in_room;
  const ordered = [...people].sort((one, other) => Number(elsewhere(one)) - Number(elsewhere(other)));
  const missed = people.filter((one) => one.in_room && !present.includes(one.person_id));
  const withoutStaff = !here && !people.some((one) => one.role === 'facilitator' && present.includes(one.person_id));
  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      actions={
        <>
          <div className={classes.result} role="status">
            <p className={classes.heads}>{words.heads(present.length, here)}</p>
            {missed.length > 0 && <p>{words.missed(missed.map((one) => one.legal_name))}</p>}
            {withoutStaff && present.length > 0 && <p className={classes.warning}>{words.withoutStaff}</p>}
          </div>
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
          {ordered.map((one) => (
            <Checkbox
              key={one.person_id}
              size="md"
              value={one.person_id}
              label={labelOf(one)}
              description={elsewhere(one) ? words.elsewhere : unconfirmed(one)}
            />
          ))}
        </div>
      </Checkbox.Group>
    </Dialog>
  );
}
