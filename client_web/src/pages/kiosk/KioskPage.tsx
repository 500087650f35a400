import { useDocumentTitle } from '@mantine/hooks';
import { PageLoading } from '../../components/PageLoading';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { kiosk as words } from '../../texts/clinic';
import { Door } from './Door';
import { lazyForStaff } from '../../texts/load';
import { EnrolForm } from './EnrolForm';
import { useDoor } from './useDoor';

const RoomScreen = lazyForStaff(() => import('../roomscreen/RoomScreen'));

/** The tablet at the door: set up once with a code, then a number pad. It never shows a name or a session. */
export default function KioskPage() {
  const { kiosk, remembered, away, waiting, take } = useDoor();
  useDocumentTitle(words.title);
  if (kiosk.data && !kiosk.data.enrolled) return <EnrolForm />;
  if (kiosk.data?.kind === 'room') return <RoomScreen name={kiosk.data.name ?? ''} />;
  const known = kiosk.data ?? remembered;
  if (known) {
    return <Door clinic={known.clinic ?? ''} phone={known.phone} away={away} waiting={waiting} take={take} />;
  }
  if (kiosk.isLoadingError) return <ProblemNotice problem={kiosk.error} onRetry={() => void kiosk.refetch()} page />;
  return <PageLoading />;
}
