import { StaffArea } from '../../components/clinic/StaffArea';
import { today } from '../../texts/clinic';
import { Today } from './Today';

export default function HomePage() {
  return (
    <StaffArea title={today.title}>
      <Today />
    </StaffArea>
  );
}
