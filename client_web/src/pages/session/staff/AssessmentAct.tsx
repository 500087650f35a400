import { Suspense, useState } from 'react';
import type { SessionView, StaffView } from '../../../protocol/messages';
import { RoomButton } from '../../../components/RoomButton';
import { texts } from '../../../texts/en';
import { lazyForStaff } from '../../../texts/load';
import classes from './StaffPanel.module.css';

const AssessmentDialog = lazyForStaff(() => import('../../../components/assessment/AssessmentDialog'));

/** In an assessment session: what it is for, in one click. */
export function AssessmentAct({ session, staff }: { session: SessionView; staff: StaffView }) {
  const [open, setOpen] = useState(false);
  const client = staff.roster[0];
  const words = texts.staffRoom.assessment;
  if (session.kind !== 'assessment' || client === undefined) return null;
  return (
    <section className={classes.section} aria-label={words.title}>
      <div className={classes.head}>
        <h3>{words.title}</h3>
      </div>
      <RoomButton small look="main" onClick={() => setOpen(true)}>
        {words.record}
      </RoomButton>
      {open && (
        <Suspense fallback={null}>
          <AssessmentDialog
            client={client.participant}
            name={client.name}
            session={session.session}
            zone={session.time_zone}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </section>
  );
}
