import { useDocumentTitle } from '@mantine/hooks';
import { useKiosk } from '../../api/kiosks';
import { PageLoading } from '../../components/PageLoading';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { kiosk as words } from '../../texts/clinic';
import { Door } from './Door';
import { EnrolForm } from './EnrolForm';

/** The tablet at the door: set up once with a code, then a number pad. It never shows a name or a session. */
export default function KioskPage() {
  const kiosk = useKiosk();
  useDocumentTitle(words.title);
  if (kiosk.data?.enrolled) {
    return <Door clinic={kiosk.data.clinic ?? ''} phone={kiosk.data.phone} recheck={() => void kiosk.refetch()} />;
  }
  if (kiosk.data) return <EnrolForm />;
  if (kiosk.isLoadingError) return <ProblemNotice problem={kiosk.error} onRetry={() => void kiosk.refetch()} page />;
  return <PageLoading />;
}
