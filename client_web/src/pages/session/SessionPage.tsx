import { PageLoading } from '../../components/PageLoading';

export default function SessionPage(_: { session: string }) {
  return <PageLoading />;
}
