import { PageNotFound } from '../../components/PageNotFound';

export default function JoinPage() {
  return <PageNotFound />;
}
