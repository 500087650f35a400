import { Button } from '@mantine/core';
import type { Policy } from '../../api/types';
import { Message } from '../../components/clinic/Message';
import { policyForm as words } from '../../texts/clinic';
import { Version } from './History';
import classes from './Policies.module.css';

/** Somebody else has saved while one was writing: what they changed, and the way on. */
export function Meanwhile({ policy, since, onGoOn }: { policy: Policy; since: number; onGoOn: () => void }) {
  const newer = policy.versions.filter((one) => one.version > since);
  const { version } = policy.holder;
  return (
    <div role="alert" className={classes.meanwhile}>
      <Message title={words.conflict(version)} help={words.conflictHelp} tone="attention">
        {newer.map((one) => (
          <Version key={one.version} version={one} scope={policy.holder.scope} />
        ))}
        <Button onClick={onGoOn}>{words.goOn(version)}</Button>
      </Message>
    </div>
  );
}
