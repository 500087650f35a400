import { useFollowUps } from '../../../api/followUps';
import { Message } from '../../../components/clinic/Message';
import { ProblemNotice } from '../../../components/clinic/ProblemNotice';
import { Waiting } from '../../../components/clinic/Waiting';
import { followUp as words } from '../../../texts/clinic';
import { Heading } from '../Heading';
import { FollowUpTable } from './FollowUpTable';
import { Rules } from './Rules';
import classes from './followUp.module.css';

/** Whom the programs' rules bring up, with the facts; what people did about it; and the rules. */
export function FollowUpPage() {
  const found = useFollowUps();
  const todo = found.data?.lines.filter((one) => one.done === null) ?? [];
  const done = found.data?.lines.filter((one) => one.done !== null) ?? [];
  return (
    <>
      <Heading view="followUp" />
      <p className={classes.lead}>{words.lead}</p>
      {found.isPending && <Waiting />}
      {found.isLoadingError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && todo.length === 0 && <Message title={words.none} help={words.noneHelp} />}
      {todo.length > 0 && <FollowUpTable title={words.todo} lines={todo} />}
      {done.length > 0 && <FollowUpTable title={words.done} lines={done} />}
      {found.data && <Rules rules={found.data.rules} />}
    </>
  );
}
