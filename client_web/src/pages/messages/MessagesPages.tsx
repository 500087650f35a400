import { Route, Switch } from 'wouter';
import { NothingHere } from '../../components/clinic/NothingHere';
import { PageHeading } from '../../components/clinic/PageHeading';
import { StaffArea } from '../../components/clinic/StaffArea';
import { Tabs } from '../../components/clinic/Tabs';
import { messages as words, outboxWords, pushWords } from '../../texts/clinic';
import { Outbox } from './Outbox';
import { Push } from './Push';

const TABS = [
  { to: '/', words: words.outbox },
  { to: '/records', words: words.push },
];

/** What leaves the house by itself: messages to clients, and signed records to another system. */
export default function MessagesPages() {
  return (
    <StaffArea title={words.title} adminsOnly>
      <Switch>
        <Route path="/">
          <Heading current="/" lead={outboxWords.lead} />
          <Outbox />
        </Route>
        <Route path="/records">
          <Heading current="/records" lead={pushWords.lead} />
          <Push />
        </Route>
        <Route component={NothingHere} />
      </Switch>
    </StaffArea>
  );
}

function Heading({ current, lead }: { current: string; lead: string }) {
  return (
    <>
      <PageHeading title={words.title} lead={lead} />
      <Tabs label={words.views} tabs={TABS} current={current} />
    </>
  );
}
