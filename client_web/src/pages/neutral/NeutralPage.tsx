import { useDocumentTitle } from '@mantine/hooks';
import { Month, monthName } from '../../components/Month';

/** Where the quick exit leads. */
export default function NeutralPage() {
  useDocumentTitle(monthName(new Date()));
  return (
    <main>
      <Month />
    </main>
  );
}
