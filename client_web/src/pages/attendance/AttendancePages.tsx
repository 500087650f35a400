import { Route, Switch } from 'wouter';
import { NothingHere } from '../../components/clinic/NothingHere';
import { StaffArea } from '../../components/clinic/StaffArea';
import { attendance } from '../../texts/clinic';
import { ByClient } from './ByClient';
import { BySession } from './BySession';
import { ClientPage } from './ClientPage';
import { DrugScreensPage } from './drugScreens/DrugScreensPage';
import { EvidencePage } from './EvidencePage';
import { FollowUpPage } from './followUp/FollowUpPage';
import { ProgramPage } from './ProgramPage';
import { SessionPage } from './SessionPage';

/** Everything below /attendance. */
export default function AttendancePages() {
  return (
    <StaffArea auditors title={attendance.title}>
      <Switch>
        <Route path="/" component={BySession} />
        <Route path="/clients" component={ByClient} />
        <Route path="/programs" component={ProgramPage} />
        <Route path="/follow-up" component={FollowUpPage} />
        <Route path="/drug-screens" component={DrugScreensPage} />
        <Route path="/clients/:id">{({ id }) => <ClientPage key={id} client={id} />}</Route>
        <Route path="/sessions/:id">{({ id }) => <SessionPage key={id} session={id} />}</Route>
        <Route path="/sessions/:id/people/:person">
          {({ id, person }) => <EvidencePage key={`${id} ${person}`} session={id} participant={person} />}
        </Route>
        <Route component={NothingHere} />
      </Switch>
    </StaffArea>
  );
}
