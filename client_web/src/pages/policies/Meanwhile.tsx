import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { Policy } from '../../api/types';
import { Message } from '../../components/clinic/Message';
import { policyForm as words } from '../../texts/clinic';
import { Version } from './History';
import classes from './Policies.module.css';

/** Somebody else has saved while one was writing: what they changed, and the way on. Shown beside Save, whose answer it
 * is, and with the focus. */
export function Meanwhile({ policy, since, onGoOn }: { policy: Policy; since: number; onGoOn: () => void }) {
  const newer = policy.versions.filter((one) => one.version > since);
  const { version } = policy.holder;
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => notice.current!.focus(), []);
  return (
    <div role="alert" className={classes.meanwhile} ref={notice} tabIndex={-1}>
      <Message title={words.conflict(version)} help={words.conflictHelp} tone="attention">
        {newer.map((one) => (
          <Version key={one.version} version={one} scope={policy.holder.scope} />
        ))}
        <Button onClick={onGoOn}>{words.goOn(version)}</Button>
      </Message>
    </div>
  );
}
