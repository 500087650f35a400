import { PageNotFound } from '../../components/PageNotFound';

export default function HomePage() {
  return <PageNotFound />;
}
