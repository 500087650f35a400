import { Button } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../../api/sessions';
import AssessmentDialog from '../../components/assessment/AssessmentDialog';
import { LinkButton } from '../../components/clinic/LinkButton';
import { PageHeading } from '../../components/clinic/PageHeading';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { SessionStatus } from '../../components/clinic/SessionStatus';
import { StaffArea } from '../../components/clinic/StaffArea';
import { Waiting } from '../../components/clinic/Waiting';
import { assessmentWords, roster as words } from '../../texts/clinic';
import type { SessionDetail } from '../../api/types';
import { clock, dayIn, longDay } from '../../time/zone';
import { Others } from './Others';
import { Roster } from './Roster';
import { RosterPlan } from './RosterPlan';
import { ScreensOfDay } from './ScreensOfDay';

export default function RosterPage({ session }: { session: string }) {
  return (
    <StaffArea title={words.title}>
      <SessionPeople session={session} />
    </StaffArea>
  );
}

/** Who is expected at a session, their join links, and who of them is here in person. */
function SessionPeople({ session }: { session: string }) {
  const found = useSession(session);
  if (found.isPending) return <Waiting />;
  if (found.isLoadingError) return <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />;
  const detail = found.data;
  const over = detail.status === 'finished' || detail.status === 'cancelled';
  return (
    <>
      <PageHeading title={detail.title} back={{ to: '/', words: words.back }} lead={<Lead session={detail} />}>
        <LinkButton to={`/attendance/sessions/${session}`} variant="default">
          {words.attendance}
        </LinkButton>
        <AssessmentButton session={detail} />
        {!over && <LinkButton to={`/session/${session}`}>{words.open}</LinkButton>}
      </PageHeading>
      {found.isRefetchError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      <Roster session={detail} entries={detail.roster ?? []} />
      <ScreensOfDay session={detail} />
      <RosterPlan session={detail} />
      <Others session={detail} />
    </>
  );
}

/** Of an assessment session: what it is for, also when it is over. */
function AssessmentButton({ session }: { session: SessionDetail }) {
  const [open, setOpen] = useState(false);
  const client = session.roster?.find((one) => one.role === 'client');
  if (session.kind !== 'assessment' || client === undefined) return null;
  const close = () => setOpen(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {assessmentWords.record}
      </Button>
      {open && <AssessmentDialog client={client.person_id} name={client.legal_name} session={session.id} zone={session.time_zone} onClose={close} />}
    </>
  );
}

function Lead({ session }: { session: SessionDetail }) {
  const zone = session.time_zone;
  const start = new Date(session.starts_at);
  return (
    <>
      {longDay(dayIn(zone, start))}, {clock(zone, start)} – {clock(zone, new Date(session.ends_at))}{' '}
      <SessionStatus status={session.status} />
    </>
  );
}
