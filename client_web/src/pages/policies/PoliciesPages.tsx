import { Route, Switch } from 'wouter';
import type { PolicyScope } from '../../api/types';
import { NothingHere } from '../../components/clinic/NothingHere';
import { StaffArea } from '../../components/clinic/StaffArea';
import { policies as words } from '../../texts/clinic';
import { EditPage } from './EditPage';
import { HolderPage } from './HolderPage';
import { Overview } from './Overview';

const SCOPES: readonly PolicyScope[] = ['clinic', 'program', 'payer'];

/** For admins: whose rules there are, what they say, how they came about, and how they change. */
export default function PoliciesPages() {
  return (
    <StaffArea title={words.title} adminsOnly>
      <Switch>
        <Route path="/" component={Overview} />
        <Route path="/:scope/:holder">
          {({ scope, holder }) =>
            isScope(scope) ? <HolderPage key={scope + holder} scope={scope} holder={holder} /> : <NothingHere />
          }
        </Route>
        <Route path="/:scope/:holder/edit">
          {({ scope, holder }) =>
            isScope(scope) ? <EditPage key={scope + holder} scope={scope} holder={holder} /> : <NothingHere />
          }
        </Route>
        <Route component={NothingHere} />
      </Switch>
    </StaffArea>
  );
}

function isScope(text: string): text is PolicyScope {
  return SCOPES.some((one) => one === text);
}
