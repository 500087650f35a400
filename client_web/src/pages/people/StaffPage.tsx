import { Button } from '@mantine/core';
import { useState } from 'react';
import { useDisableStaff, useInviteStaff, useStaffMembers } from '../../api/staff';
import type { StaffMember } from '../../api/types';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { RevokeDialog } from '../../components/clinic/RevokeDialog';
import { useStaff } from '../../components/clinic/StaffArea';
import { Waiting } from '../../components/clinic/Waiting';
import { clinic, staffWords as words } from '../../texts/clinic';
import { LinkDialog } from '../audit/AddAuditorDialog';
import { Heading } from './Heading';
import { LicencesDialog } from './LicencesDialog';
import classes from './people.module.css';
import { StaffDialog } from './StaffDialog';
import { StaffTable } from './StaffTable';

export type StaffAct = 'edit' | 'licences' | 'disable' | 'link';

export function StaffPage() {
  const isAdmin = useStaff().role === 'admin';
  return isAdmin ? <Members /> : <Message title={clinic.onlyAdmins} help={clinic.onlyAdminsHelp} />;
}

function Members() {
  const found = useStaffMembers();
  const invite = useInviteStaff();
  const disable = useDisableStaff();
  const [doing, setDoing] = useState<{ act: StaffAct; who: string } | 'add' | null>(null);
  const close = () => setDoing(null);
  const members = found.data ?? [];
  const chosen = doing !== null && doing !== 'add' ? members.find((one) => one.person_id === doing.who) : undefined;
  const act = doing === null || doing === 'add' ? null : doing.act;
  const onAct = (what: StaffAct, member: StaffMember) => {
    if (what === 'link') invite.mutate(member.person_id);
    else setDoing({ act: what, who: member.person_id });
  };
  const ending = members.flatMap((one) => one.licences).filter((one) => one.standing === 'expired' || one.standing === 'expiring');
  return (
    <>
      <Heading current="/staff" lead={words.lead}>
        <Button onClick={() => setDoing('add')}>{words.add}</Button>
      </Heading>
      {found.isPending && <Waiting />}
      {found.isLoadingError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {invite.isError && <ProblemNotice problem={invite.error} />}
      {ending.length > 0 && (
        <p role="status" className={classes.warning}>
          {words.expiring(ending.length)}
        </p>
      )}
      {members.length > 0 && <StaffTable members={members} onAct={onAct} />}
      {doing === 'add' && <StaffDialog member={null} members={members} onClose={close} />}
      {chosen && act === 'edit' && <StaffDialog member={chosen} members={members} onClose={close} />}
      {chosen && act === 'licences' && <LicencesDialog member={chosen} onClose={close} />}
      {chosen && act === 'disable' && (
        <RevokeDialog
          words={words}
          name={chosen.legal_name}
          onRevoke={() => disable.mutateAsync(chosen.person_id)}
          onClose={close}
        />
      )}
      {invite.data && <LinkDialog made={invite.data} onClose={() => invite.reset()} />}
    </>
  );
}
