import { Route, Switch } from 'wouter';
import { NothingHere } from '../../components/clinic/NothingHere';
import { StaffArea } from '../../components/clinic/StaffArea';
import { programWords } from '../../texts/clinic';
import { ConsentAgesPage } from './ConsentAgesPage';
import { HolidaysPage } from './HolidaysPage';
import { ListPage } from './ListPage';
import { ProgramPage } from './ProgramPage';
import { SitesPage } from './SitesPage';

/** What the clinic offers, where and when not: admins change it, all staff may look. */
export default function ProgramsPages() {
  return (
    <StaffArea title={programWords.title}>
      <Switch>
        <Route path="/" component={ListPage} />
        <Route path="/sites" component={SitesPage} />
        <Route path="/holidays" component={HolidaysPage} />
        <Route path="/minors" component={ConsentAgesPage} />
        <Route path="/:id">{({ id }) => <ProgramPage key={id} id={id} />}</Route>
        <Route component={NothingHere} />
      </Switch>
    </StaffArea>
  );
}
