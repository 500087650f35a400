import { PageNotFound } from '../../components/PageNotFound';

export default function KioskPage() {
  return <PageNotFound />;
}
