import { PageNotFound } from '../../components/PageNotFound';

export default function AttendancePages() {
  return <PageNotFound />;
}
