import type { ReactNode } from 'react';
import { PageHeading } from '../../components/clinic/PageHeading';
import { useStaff } from '../../components/clinic/StaffArea';
import { Tabs } from '../../components/clinic/Tabs';
import { importWords, onCall, pastCalls, people as words, retentionWords } from '../../texts/clinic';

const TABS = [
  { to: '/', words: words.clients },
  { to: '/staff', words: words.staff, adminsOnly: true },
  { to: '/on-call', words: onCall.title },
  { to: '/calls', words: pastCalls.title, adminsOnly: true },
  { to: '/keeping', words: retentionWords.title, adminsOnly: true },
  { to: '/import', words: importWords.tab, adminsOnly: true },
];

export function Heading({ current, lead, children }: { current: string; lead: string; children?: ReactNode }) {
  const isAdmin = useStaff().role === 'admin';
  return (
    <>
      <PageHeading title={words.title} lead={lead}>
        {children}
      </PageHeading>
      <Tabs label={words.views} tabs={TABS.filter((one) => isAdmin || !one.adminsOnly)} current={current} />
    </>
  );
}
