import { useDocumentTitle } from '@mantine/hooks';
import { PageLoading } from '../../components/PageLoading';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { kiosk as words } from '../../texts/clinic';
import { Door } from './Door';
import { EnrolForm } from './EnrolForm';
import { useDoor } from './useDoor';

/** The tablet at the door: set up once with a code, then a number pad. It never shows a name or a session. */
export default function KioskPage() {
  const { kiosk, remembered, away, waiting, take } = useDoor();
  useDocumentTitle(words.title);
  if (kiosk.data && !kiosk.data.enrolled) return <EnrolForm />;
  const known = kiosk.data ?? remembered;
  if (known) {
    return <Door clinic={known.clinic ?? ''} phone={known.phone} away={away} waiting={waiting} take={take} />;
  }
  if (kiosk.isLoadingError) return <ProblemNotice problem={kiosk.error} onRetry={() => void kiosk.refetch()} page />;
  return <PageLoading />;
}
