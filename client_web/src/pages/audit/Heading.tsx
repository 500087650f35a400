import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { PageHeading } from '../../components/clinic/PageHeading';
import { useStaff } from '../../components/clinic/StaffArea';
import { audit as words } from '../../texts/clinic';
import classes from '../../components/clinic/Tabs.module.css';
import { useRange } from '../attendance/useRange';

type View = 'search' | 'trail' | 'month' | 'auditors';

const PATHS: Record<View, string> = { search: '/', month: '/month', trail: '/trail', auditors: '/auditors' };

/** Title and views; the days that are looked at go along. */
export function Heading({ view, lead, children }: { view: View; lead?: string; children?: ReactNode }) {
  const { role } = useStaff();
  const { query } = useRange();
  const views: readonly View[] =
    role === 'admin'
      ? ['search', 'month', 'trail', 'auditors']
      : role === 'auditor'
        ? ['search', 'month', 'trail']
        : ['search', 'month'];
  return (
    <>
      <PageHeading title={words.title} lead={lead}>
        {children}
      </PageHeading>
      <nav className={classes.tabs} aria-label={words.views}>
        {views.map((one) => (
          <Link
            key={one}
            href={PATHS[one] + query}
            className={classes.tab}
            aria-current={one === view ? 'page' : undefined}
          >
            {words[one]}
          </Link>
        ))}
      </nav>
    </>
  );
}
