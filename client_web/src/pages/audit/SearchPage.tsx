import { Button } from '@mantine/core';
import { useState } from 'react';
import { useRecordSearch } from '../../api/audit';
import type { Outcome, SearchRequest } from '../../api/types';
import { Message } from '../../components/clinic/Message';
import { OutcomeChip, OUTCOMES } from '../../components/clinic/OutcomeChip';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { Waiting } from '../../components/clinic/Waiting';
import { audit, search as words } from '../../texts/clinic';
import { RangeFilter } from '../attendance/RangeFilter';
import { useRange } from '../attendance/useRange';
import { FoundTable } from './FoundTable';
import { Heading } from './Heading';
import { NO_FILTERS, SearchForm, type Filters } from './SearchForm';
import classes from './audit.module.css';

/** Records by whatever is known of them; each leads to its timeline. */
export function SearchPage() {
  const { range, today, choose } = useRange();
  const [filters, setFilters] = useState<Filters>(NO_FILTERS);
  return (
    <>
      <Heading view="search" />
      <RangeFilter range={range} today={today} onChange={choose} />
      <SearchForm onSearch={setFilters} />
      <Results request={{ ...filters, from_on: range.from, to_on: range.to, size: 50 }} />
    </>
  );
}

function Results({ request }: { request: SearchRequest }) {
  const found = useRecordSearch(request);
  if (found.isPending) return <Waiting />;
  if (found.isError && !found.data)
    return <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />;
  const [first] = found.data.pages;
  const records = found.data.pages.flatMap((page) => page.records);
  return (
    <section aria-label={words.table}>
      <div className={classes.summary} role="status">
        <Counts outcomes={first?.outcomes ?? {}} />
        {first?.too_many === true && <p>{words.tooMany}</p>}
      </div>
      {records.length === 0 ? (
        <Message title={words.none} help={words.noneHelp} />
      ) : (
        <FoundTable records={records} />
      )}
      {found.isError && <ProblemNotice problem={found.error} onRetry={() => void found.fetchNextPage()} />}
      {found.hasNextPage && !found.isError && (
        <div className={classes.more}>
          <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {audit.more}
          </Button>
        </div>
      )}
    </section>
  );
}

function Counts({ outcomes }: { outcomes: Readonly<Record<string, number>> }) {
  const total = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  return (
    <>
      <strong>{words.found(total)}</strong>
      {OUTCOMES.filter((one): one is Outcome => (outcomes[one] ?? 0) > 0).map((one) => (
        <OutcomeChip key={one} outcome={one} count={outcomes[one] ?? 0} />
      ))}
    </>
  );
}
