import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { PageFailed } from './components/PageFailed';
import { PageLoading } from './components/PageLoading';
import { PageNotFound } from './components/PageNotFound';
import { lazyForStaff } from './texts/load';

const HomePage = lazyForStaff(() => import('./pages/staff/HomePage'));
const RosterPage = lazyForStaff(() => import('./pages/staff/RosterPage'));
const JoinPage = lazy(() => import('./pages/join/JoinPage'));
const ClientHome = lazy(() => import('./pages/home/HomePage'));
const GuestPage = lazy(() => import('./pages/guest/GuestPage'));
const SessionPage = lazy(() => import('./pages/session/SessionPage'));
const AttendancePages = lazyForStaff(() => import('./pages/attendance/AttendancePages'));
const AuditPages = lazyForStaff(() => import('./pages/audit/AuditPages'));
const InvitationPage = lazyForStaff(() => import('./pages/invitation/InvitationPage'));
const WaitingPage = lazyForStaff(() => import('./pages/signing/WaitingPage'));
const SheetPage = lazyForStaff(() => import('./pages/signing/SheetPage'));
const KioskPage = lazyForStaff(() => import('./pages/kiosk/KioskPage'));
const DevicesPage = lazyForStaff(() => import('./pages/kiosk/DevicesPage'));
const PoliciesPages = lazyForStaff(() => import('./pages/policies/PoliciesPages'));
const PeoplePages = lazyForStaff(() => import('./pages/people/PeoplePages'));
const ProgramsPages = lazyForStaff(() => import('./pages/programs/ProgramsPages'));
const SchedulePages = lazyForStaff(() => import('./pages/schedule/SchedulePages'));
const MessagesPages = lazyForStaff(() => import('./pages/messages/MessagesPages'));
const StopPage = lazy(() => import('./pages/stop/StopPage'));
const NeutralPage = lazy(() => import('./pages/neutral/NeutralPage'));

export function App() {
  return (
    <PageFailed>
      <Suspense fallback={<PageLoading />}>
        <Switch>
          <Route path="/" component={HomePage} />
          <Route path="/roster/:id">{({ id }) => <RosterPage key={id} session={id} />}</Route>
          <Route path="/join" component={JoinPage} />
          <Route path="/home" component={ClientHome} />
          <Route path="/guest" component={GuestPage} />
          <Route path="/session/:id">{({ id }) => <SessionPage key={id} session={id} />}</Route>
          <Route path="/attendance" nest component={AttendancePages} />
          <Route path="/audit" nest component={AuditPages} />
          <Route path="/invitation" component={InvitationPage} />
          <Route path="/sign" component={WaitingPage} />
          <Route path="/sign/:id">{({ id }) => <SheetPage key={id} session={id} />}</Route>
          <Route path="/kiosk" component={KioskPage} />
          <Route path="/devices" component={DevicesPage} />
          <Route path="/policies" nest component={PoliciesPages} />
          <Route path="/people" nest component={PeoplePages} />
          <Route path="/programs" nest component={ProgramsPages} />
          <Route path="/schedule" nest component={SchedulePages} />
          <Route path="/messages" nest component={MessagesPages} />
          <Route path="/stop" component={StopPage} />
          <Route path="/neutral" component={NeutralPage} />
          <Route component={PageNotFound} />
        </Switch>
      </Suspense>
    </PageFailed>
  );
}
