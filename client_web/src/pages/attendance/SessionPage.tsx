import { useSessionRecords } from '../../api/attendance';
import { isStaff } from '../../api/me';
import type { SessionRecords } from '../../api/types';
import { LinkButton } from '../../components/clinic/LinkButton';
import { Message } from '../../components/clinic/Message';
import { PageHeading } from '../../components/clinic/PageHeading';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { SessionStatus } from '../../components/clinic/SessionStatus';
import { useStaff } from '../../components/clinic/StaffArea';
import { Waiting } from '../../components/clinic/Waiting';
import { exports as exportWords, record as words, signing } from '../../texts/clinic';
import { clock, dayIn, fullDay, zoneName } from '../../time/zone';
import { ExportButton } from './exports/ExportButton';
import { heldAt } from './held';
import { RecordTable } from './RecordTable';

/** With these somebody has to sign or decide. */
const TO_DO: ReadonlySet<string> = new Set(['unsigned', 'due', 'overdue', 'amended', 'proposed', 'cosignature']);

/** The records of one session. */
export function SessionPage({ session }: { session: string }) {
  const me = useStaff();
  const found = useSessionRecords(session);
  if (found.isPending) return <Waiting />;
  if (found.isLoadingError) return <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />;
  const { records } = found.data;
  return (
    <>
      <PageHeading
        title={found.data.session.title}
        back={{ to: '/', words: words.back }}
        lead={<Lead found={found.data} />}
      >
        {isStaff(me) && records.some((one) => TO_DO.has(one.signing.status)) && (
          <LinkButton to={`~/sign/${session}`}>{signing.title}</LinkButton>
        )}
        {isStaff(me) && !found.data.only_to_sign && (
          <LinkButton to={`~/roster/${session}`} variant="default">
            {words.people}
          </LinkButton>
        )}
        {found.data.session.status === 'finished' && records.length > 0 && !found.data.only_to_sign && (
          <ExportButton
            scope={{
              range: null,
              client: null,
              session,
              clients: records.map((record) => record.participant),
              formats: ['sign_in_sheet'],
            }}
            label={exportWords.formats.sign_in_sheet}
          />
        )}
      </PageHeading>
      {records.length === 0 ? (
        <Message title={words.noRecords} help={words.noRecordsHelp} />
      ) : (
        <RecordTable session={found.data.session} records={records} />
      )}
    </>
  );
}

function Lead({ found: { session, records } }: { found: SessionRecords }) {
  const zone = session.time_zone;
  const start = new Date(session.starts_at);
  const held = heldAt(session);
  return (
    <>
      {fullDay(dayIn(zone, start))}, {clock(zone, start)} – {clock(zone, new Date(session.ends_at))}{' '}
      {zoneName(zone, start)} {held !== null && `· ${held} `}
      <SessionStatus status={session.status} />
      {records.some((record) => record.provisional) && <div>{words.provisionalHelp}</div>}
    </>
  );
}
