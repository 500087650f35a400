import { StaffArea, useStaff } from '../../components/clinic/StaffArea';
import { today } from '../../texts/clinic';
import { OwnGrants } from './OwnGrants';
import { Today } from './Today';

export default function HomePage() {
  return (
    <StaffArea auditors title={today.title}>
      <Home />
    </StaffArea>
  );
}

function Home() {
  return useStaff().role === 'auditor' ? <OwnGrants /> : <Today />;
}
