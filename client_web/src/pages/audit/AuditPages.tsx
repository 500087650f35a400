import { Route, Switch } from 'wouter';
import { NothingHere } from '../../components/clinic/NothingHere';
import { StaffArea, useStaff } from '../../components/clinic/StaffArea';
import { audit } from '../../texts/clinic';
import { AuditorsPage } from './AuditorsPage';
import { MonthPage } from './MonthPage';
import { SearchPage } from './SearchPage';
import { TrailPage } from './TrailPage';

/** Everything below /audit. */
export default function AuditPages() {
  return (
    <StaffArea auditors title={audit.title}>
      <Pages />
    </StaffArea>
  );
}

function Pages() {
  const { role } = useStaff();
  return (
    <Switch>
      <Route path="/" component={SearchPage} />
      <Route path="/month" component={MonthPage} />
      {role !== 'facilitator' && <Route path="/trail" component={TrailPage} />}
      {role === 'admin' && <Route path="/auditors" component={AuditorsPage} />}
      <Route component={NothingHere} />
    </Switch>
  );
}
