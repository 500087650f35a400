import type { ReactNode } from 'react';
import { PageHeading } from '../../components/clinic/PageHeading';
import { Tabs } from '../../components/clinic/Tabs';
import { consentAgeWords, programWords as words } from '../../texts/clinic';

const TABS = [
  { to: '/', words: words.programs },
  { to: '/sites', words: words.sites },
  { to: '/holidays', words: words.holidays },
  { to: '/minors', words: consentAgeWords.tab },
];

export function Heading({ current, lead, children }: { current: string; lead: string; children?: ReactNode }) {
  return (
    <>
      <PageHeading title={words.title} lead={lead}>
        {children}
      </PageHeading>
      <Tabs label={words.views} tabs={TABS} current={current} />
    </>
  );
}
