import { Route, Switch, useSearch } from 'wouter';
import { Message } from '../../components/clinic/Message';
import { NothingHere } from '../../components/clinic/NothingHere';
import { StaffArea, useStaff } from '../../components/clinic/StaffArea';
import { clinic, schedule as words } from '../../texts/clinic';
import { isDay } from '../../time/range';
import { ChangePage, NewPage } from './SeriesPages';
import { SplitPage } from './split/SplitPage';
import { WeekPage } from './WeekPage';

/** The calendar; for admins also what plans it. */
export default function SchedulePages() {
  return (
    <StaffArea title={words.title}>
      <Switch>
        <Route path="/" component={WeekPage} />
        <Route path="/new" component={New} />
        <Route path="/series/:series">{({ series }) => <Change key={series} series={series} />}</Route>
        <Route path="/series/:series/split">{({ series }) => <Split key={series} series={series} />}</Route>
        <Route component={NothingHere} />
      </Switch>
    </StaffArea>
  );
}

function New() {
  const day = new URLSearchParams(useSearch()).get('day') ?? '';
  return useStaff().role === 'admin' ? <NewPage day={isDay(day) ? day : null} /> : <OnlyAdmins />;
}

function Change({ series }: { series: string }) {
  const admin = useStaff().role === 'admin';
  const from = new URLSearchParams(useSearch()).get('from') ?? '';
  return admin ? <ChangePage series={series} from={isDay(from) ? from : null} /> : <OnlyAdmins />;
}

function Split({ series }: { series: string }) {
  const admin = useStaff().role === 'admin';
  const from = new URLSearchParams(useSearch()).get('from') ?? '';
  return admin ? <SplitPage series={series} from={isDay(from) ? from : null} /> : <OnlyAdmins />;
}

function OnlyAdmins() {
  return <Message title={clinic.onlyAdmins} help={clinic.onlyAdminsHelp} />;
}
