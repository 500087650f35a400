import { Route, Switch } from 'wouter';
import { NothingHere } from '../../components/clinic/NothingHere';
import { StaffArea } from '../../components/clinic/StaffArea';
import { people } from '../../texts/clinic';
import { ClientPage } from './ClientPage';
import { ClientsPage } from './ClientsPage';
import { OnCallPage } from './OnCallPage';
import { PastCallsPage } from './PastCallsPage';
import { ImportPage } from './import/ImportPage';
import { RetentionPage } from './retention/RetentionPage';
import { StaffPage } from './StaffPage';

/** Clients for all staff, who see their own; who is on call; the staff for admins, who alone change anything. */
export default function PeoplePages() {
  return (
    <StaffArea title={people.title}>
      <Switch>
        <Route path="/" component={ClientsPage} />
        <Route path="/staff" component={StaffPage} />
        <Route path="/on-call" component={OnCallPage} />
        <Route path="/calls" component={PastCallsPage} />
        <Route path="/keeping" component={RetentionPage} />
        <Route path="/import" component={ImportPage} />
        <Route path="/clients/:id">{({ id }) => <ClientPage key={id} client={id} />}</Route>
        <Route component={NothingHere} />
      </Switch>
    </StaffArea>
  );
}
