import { useClientRecords } from '../../api/attendance';
import { useClientHours } from '../../api/hours';
import { Message } from '../../components/clinic/Message';
import { PageHeading } from '../../components/clinic/PageHeading';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { useStaff } from '../../components/clinic/StaffArea';
import { Waiting } from '../../components/clinic/Waiting';
import { attendance, record as words } from '../../texts/clinic';
import type { ClientRecords, ExportFormat } from '../../api/types';
import type { DayRange } from '../../time/range';
import { Authorizations } from './Authorizations';
import { ClientSessions } from './ClientSessions';
import { Consents } from './exports/Consents';
import { Disclosures } from './exports/Disclosures';
import { ExportButton } from './exports/ExportButton';
import { RangeFilter } from './RangeFilter';
import { useRange } from './useRange';
import { WeeklyHours } from './WeeklyHours';

const OF_CLIENT: readonly ExportFormat[] = ['statement', 'csv', 'fhir', 'proofs'];

/** One client's weeks and sessions on the chosen days. */
export function ClientPage({ client }: { client: string }) {
  const { range, today, choose, query } = useRange();
  const { role } = useStaff();
  const found = useClientRecords(client, range);
  if (found.isPending) return <Waiting />;
  if (found.isLoadingError) return <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />;
  return (
    <>
      <PageHeading
        title={found.data.client.legal_name}
        back={{ to: `/clients${query}`, words: words.back }}
        lead={leadOf(found.data)}
      >
        <ExportButton scope={{ range, client: found.data.client, session: null, formats: OF_CLIENT }} />
      </PageHeading>
      <RangeFilter range={range} today={today} onChange={choose} />
      <HoursSection client={client} range={range} />
      {found.data.sessions.length === 0 ? (
        <Message title={attendance.none} help={attendance.noneHelp} />
      ) : (
        <ClientSessions sessions={found.data.sessions} />
      )}
      {role !== 'auditor' && <Consents client={client} />}
      {role === 'admin' && <Disclosures client={found.data.client} />}
    </>
  );
}

/** Bars, weeks and units; they fail or load by themselves. */
function HoursSection({ client, range }: { client: string; range: DayRange }) {
  const isAuditor = useStaff().role === 'auditor';
  const found = useClientHours(client, range);
  if (found.isPending) return <Waiting />;
  if (found.isLoadingError) return <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />;
  return (
    <>
      <WeeklyHours weeks={found.data.weeks} />
      {!isAuditor && <Authorizations client={client} given={found.data.authorizations} />}
    </>
  );
}

function leadOf({ client, program }: ClientRecords): string {
  return [client.record_number, program].filter((part) => part !== null).join(' · ');
}
