import { useDocumentTitle } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, type ReactNode } from 'react';
import { whenSignedOut } from '../../api/client';
import { useHelp } from '../../api/help';
import { forgetEverything, isStaff, useMe } from '../../api/me';
import { useAttention } from '../../api/sessions';
import type { Me } from '../../api/types';
import { attention, clinic, signIn } from '../../texts/clinic';
import '../../theme/staff';
import { PageLoading } from '../PageLoading';
import Granted from './Granted';
import { Message } from './Message';
import { ProblemNotice } from './ProblemNotice';
import { Shell } from './Shell';
import { SignIn } from './SignIn';

const Signed = createContext<Me | null>(null);

interface StaffAreaProps {
  /** Of the browser's tab: neutral, never with a name. */
  title: string;
  adminsOnly?: boolean;
  /** Open to auditors too, who see what was granted to them. */
  auditors?: boolean;
  children: ReactNode;
}

/** What surrounds every page of staff: signed out it is the sign-in, and one stays at the same address. */
export function StaffArea({ title, adminsOnly = false, auditors = false, children }: StaffAreaProps) {
  const queries = useQueryClient();
  const me = useMe();
  const { data: unattended = [] } = useAttention(me.data != null && isStaff(me.data));
  const { data: calls = [] } = useHelp(me.data != null && isStaff(me.data));
  const needed = unattended.length > 0 || calls.some(({ asks }) => asks);
  useDocumentTitle(me.data === null ? signIn.title : needed ? attention.tab(title) : title);
  useEffect(() => {
    whenSignedOut(() => forgetEverything(queries));
    return () => whenSignedOut(() => undefined);
  }, [queries]);

  if (me.isPending) return <PageLoading />;
  if (me.isLoadingError) return <ProblemNotice problem={me.error} onRetry={() => void me.refetch()} page />;
  if (me.data === null) return <SignIn />;
  return (
    <Signed value={me.data}>
      <Shell me={me.data}>
        {allowed(me.data, adminsOnly, auditors) ?? (me.data.role === 'auditor' ? <Granted>{children}</Granted> : children)}
      </Shell>
    </Signed>
  );
}

/** The member of staff who is signed in, on any page inside a StaffArea. */
export function useStaff(): Me {
  const me = use(Signed);
  if (me === null) throw new Error('useStaff outside a StaffArea');
  return me;
}

function allowed(me: Me, adminsOnly: boolean, auditors: boolean): ReactNode {
  if (me.role === 'client' || me.role === 'guest') return <Message title={clinic.forClients} help={clinic.forClientsHelp} />;
  if (me.role === 'auditor')
    return auditors ? null : <Message title={clinic.notForAuditors} help={clinic.notForAuditorsHelp} />;
  if (adminsOnly && me.role !== 'admin') return <Message title={clinic.onlyAdmins} help={clinic.onlyAdminsHelp} />;
  return null;
}
