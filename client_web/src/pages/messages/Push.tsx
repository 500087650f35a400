import { Button } from '@mantine/core';
import { useState } from 'react';
import { usePausePush, usePush, useRemovePush, useRenewPush, useTestPush } from '../../api/touch';
import type { PushEndpoint, PushTest } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { Facts } from '../../components/clinic/Facts';
import { FormDialog } from '../../components/clinic/FormDialog';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { RevokeDialog } from '../../components/clinic/RevokeDialog';
import { Waiting } from '../../components/clinic/Waiting';
import { pushWords as words } from '../../texts/clinic';
import { texts } from '../../texts/en';
import { PushForm } from './PushForm';
import { PushTable } from './PushTable';
import classes from './messages.module.css';

/** Where signed records go by themselves, and how that goes. */
export function Push() {
  const found = usePush();
  const [setting, setSetting] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  if (found.isPending) return <Waiting />;
  if (!found.data) return <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />;
  const { endpoint } = found.data;
  return (
    <>
      {endpoint === null ? (
        <Message title={words.none} help={words.noneHelp}>
          <Button onClick={() => setSetting(true)}>{words.setUp}</Button>
        </Message>
      ) : (
        <Endpoint endpoint={endpoint} onSecret={setSecret} />
      )}
      {setting && (
        <PushForm
          onMade={(made) => {
            setSetting(false);
            setSecret(made);
          }}
          onClose={() => setSetting(false)}
        />
      )}
      {secret !== null && <Secret secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}

function Endpoint({ endpoint, onSecret }: { endpoint: PushEndpoint; onSecret: (secret: string) => void }) {
  const pause = usePausePush();
  const test = useTestPush();
  const renew = useRenewPush();
  const remove = useRemovePush();
  const [open, setOpen] = useState<'renew' | 'remove' | null>(null);
  const close = () => setOpen(null);
  const paused = endpoint.paused_at !== null;
  const why: Record<string, string> = { gone: words.gone, backup: words.restored };
  const state = paused ? (why[endpoint.paused_as ?? ''] ?? words.paused) : words.on;
  return (
    <>
      <Facts
        label={words.facts}
        facts={[
          [words.url, <span className={classes.secret}>{endpoint.url}</span>],
          [words.recipient, endpoint.recipient],
          [words.purpose, endpoint.purpose],
          [words.basis, words.bases[endpoint.basis]],
          [words.state, state],
          [words.counts, words.count(endpoint.delivered, endpoint.queued, endpoint.withheld, endpoint.failed)],
        ]}
      />
      <div className={classes.acts}>
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate(undefined)}>
          {words.test}
        </Button>
        <Button variant="default" loading={pause.isPending} onClick={() => pause.mutate(!paused)}>
          {paused ? words.resume : words.pause}
        </Button>
        <Button variant="default" onClick={() => setOpen('renew')}>
          {words.renew}
        </Button>
        <Button variant="subtle" color="red" onClick={() => setOpen('remove')}>
          {words.revoke}
        </Button>
      </div>
      <p role="status" className={classes.result}>
        {test.data && resultOf(test.data)}
      </p>
      {(test.error ?? pause.error) && <ProblemNotice problem={(test.error ?? pause.error)!} />}
      <PushTable />
      {open === 'renew' && (
        <FormDialog
          title={words.renewTitle}
          submit={words.renew}
          saving={renew}
          onSubmit={() =>
            renew.mutate(undefined, {
              onSuccess: ({ secret }) => {
                close();
                onSecret(secret);
              },
            })
          }
          onClose={close}
        >
          <p>{words.renewHelp}</p>
        </FormDialog>
      )}
      {open === 'remove' && (
        <RevokeDialog
          words={words}
          name={endpoint.recipient}
          onRevoke={() => remove.mutateAsync(undefined)}
          onClose={close}
        />
      )}
    </>
  );
}

function resultOf({ status, problem }: PushTest): string {
  if (status === null) return words.testFailed(words.problems[problem ?? ''] ?? problem ?? '');
  return status >= 200 && status < 300 ? words.testedWell : words.tested(status);
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Dialog
      title={words.secretTitle}
      onClose={onClose}
      actions={<Button onClick={onClose}>{texts.common.close}</Button>}
    >
      <p>{words.secretHelp}</p>
      <p className={classes.secret}>{secret}</p>
    </Dialog>
  );
}
