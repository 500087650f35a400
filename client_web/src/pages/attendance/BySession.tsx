import { useAttendanceBySession } from '../../api/attendance';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { Waiting } from '../../components/clinic/Waiting';
import { attendance as words } from '../../texts/clinic';
import { Heading } from './Heading';
import { SessionTable } from './SessionTable';
import { useRange } from './useRange';

export function BySession() {
  const { range } = useRange();
  const found = useAttendanceBySession(range);
  return (
    <>
      <Heading view="session" />
      {found.isPending && <Waiting />}
      {found.isError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && <Message title={words.none} help={words.noneHelp} />}
      {found.data && found.data.length > 0 && <SessionTable rows={found.data} stale={found.isPlaceholderData} />}
    </>
  );
}
