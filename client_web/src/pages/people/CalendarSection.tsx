import { Button } from '@mantine/core';
import { useState } from 'react';
import { useCalendar, useMakeCalendar, useRevokeCalendar } from '../../api/touch';
import { Dialog } from '../../components/Dialog';
import { FormDialog } from '../../components/clinic/FormDialog';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { RevokeDialog } from '../../components/clinic/RevokeDialog';
import { useStaff } from '../../components/clinic/StaffArea';
import { calendarWords as words } from '../../texts/clinic';
import { texts } from '../../texts/en';
import { clock, dayIn, fullDay } from '../../time/zone';
import classes from '../staff/RosterPlan.module.css';

/** The address of a client's calendar. */
export function CalendarSection({ client, name }: { client: string; name: string }) {
  const zone = useStaff().clinic.time_zone;
  const found = useCalendar(client);
  const revoke = useRevokeCalendar(client);
  const [open, setOpen] = useState<'make' | 'revoke' | null>(null);
  const close = () => setOpen(null);
  const when = (at: string) => `${fullDay(dayIn(zone, new Date(at)))}, ${clock(zone, new Date(at))}`;
  const made = found.data?.made_at ?? null;
  const read = found.data?.read_at ?? null;
  return (
    <section aria-label={words.title}>
      <div className={classes.head}>
        <div>
          <h2>{words.title}</h2>
          <span className={classes.under}>{words.lead}</span>
        </div>
        {found.data && (
          <div className={classes.buttons}>
            <Button variant="default" onClick={() => setOpen('make')}>
              {made === null ? words.make : words.again}
            </Button>
            {made !== null && (
              <Button variant="subtle" color="red" onClick={() => setOpen('revoke')}>
                {words.revoke}
              </Button>
            )}
          </div>
        )}
      </div>
      {found.isError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && (
        <p className={classes.under}>
          {made === null ? words.none : `${words.made(when(made))}, ${read === null ? words.unread : words.read(when(read))}`}
        </p>
      )}
      {open === 'make' && <MakeDialog client={client} title={made === null ? words.make : words.again} onClose={close} />}
      {open === 'revoke' && (
        <RevokeDialog words={words} name={name} onRevoke={() => revoke.mutateAsync()} onClose={close} />
      )}
    </section>
  );
}

function MakeDialog({ client, title, onClose }: { client: string; title: string; onClose: () => void }) {
  const make = useMakeCalendar(client);
  if (make.data)
    return (
      <Dialog
        title={words.address}
        onClose={onClose}
        actions={<Button onClick={onClose}>{texts.common.close}</Button>}
      >
        <p>{words.once}</p>
        <p className={classes.address}>{make.data.url}</p>
      </Dialog>
    );
  return (
    <FormDialog title={title} submit={title} saving={make} onSubmit={() => make.mutate()} onClose={onClose}>
      <p>{words.makeHelp}</p>
    </FormDialog>
  );
}
