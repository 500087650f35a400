import { Link } from 'wouter';
import { useFollowUpCount } from '../../api/followUps';
import { isStaff } from '../../api/me';
import { PageHeading } from '../../components/clinic/PageHeading';
import { useStaff } from '../../components/clinic/StaffArea';
import { attendance as words, drugScreens, followUp, programWeek } from '../../texts/clinic';
import { ExportButton } from './exports/ExportButton';
import classes from '../../components/clinic/Tabs.module.css';
import { RangeFilter } from './RangeFilter';
import { useRange } from './useRange';

/** What the two lists of attendance share: views, days and the export of just these days. */
export function Heading({ view }: { view: 'session' | 'client' | 'program' | 'followUp' | 'drugScreens' }) {
  const me = useStaff();
  const { range, today, choose, query } = useRange();
  const todo = useFollowUpCount(isStaff(me)).data?.clients ?? 0;
  const ofDays = view === 'session' || view === 'client';
  const tab = (to: string, label: string, current: boolean) => (
    <Link href={to + query} className={classes.tab} aria-current={current ? 'page' : undefined}>
      {label}
    </Link>
  );
  return (
    <>
      <PageHeading title={words.title}>
        {ofDays && <ExportButton scope={{ range, client: null, session: null, formats: ['csv'] }} />}
      </PageHeading>
      <nav className={classes.tabs} aria-label={words.views}>
        {tab('/', words.bySession, view === 'session')}
        {tab('/clients', words.byClient, view === 'client')}
        {isStaff(me) && tab('/programs', programWeek.tab, view === 'program')}
        {isStaff(me) && tab('/follow-up', todo === 0 ? followUp.tab : `${followUp.tab} (${todo})`, view === 'followUp')}
        {isStaff(me) && tab('/drug-screens', drugScreens.tab, view === 'drugScreens')}
      </nav>
      {ofDays && <RangeFilter range={range} today={today} onChange={choose} />}
    </>
  );
}
