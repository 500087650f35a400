import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useChangeOwnReach } from '../../api/home';
import { ApiProblem } from '../../api/problem';
import type { ChannelRequest, Reach, ReachRequest } from '../../api/types';
import { language as pageLanguage } from '../../language';
import { texts } from '../../texts/en';
import classes from './home.module.css';

type Purpose = ChannelRequest['purposes'][number];
const KINDS = ['email', 'sms'] as const;
const PURPOSES: readonly Purpose[] = ['reminders', 'links', 'changes', 'messages'];

/** A client says where the clinic may write to them, and with what; at first in the language in which they read this. */
export function ReachForm({ reach, onClose }: { reach: Reach; onClose: () => void }) {
  const words = texts.home;
  const change = useChangeOwnReach();
  const [channels, setChannels] = useState<readonly ChannelRequest[]>(KINDS.map((kind) => asFound(reach, kind)));
  const [language, setLanguage] = useState<ReachRequest['language']>(reach.version === 0 ? pageLanguage : reach.language);
  const [version] = useState(reach.version);
  const given = channels.filter((one) => one.address.trim() !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ language, quiet: reach.quiet, channels: given, version }, { onSuccess: onClose });
  };
  const put = (at: number, to: Partial<ChannelRequest>) =>
    setChannels(channels.map((one, index) => (index === at ? { ...one, ...to } : one)));
  return (
    <form className={classes.reach} onSubmit={submit}>
      <p className={classes.note}>{words.reachHelp}</p>
      {channels.map((one, at) => (
        <fieldset key={one.kind} className={classes.channel}>
          <legend>{words[one.kind]}</legend>
          <TextInput
            aria-label={words[one.kind]}
            type={one.kind === 'email' ? 'email' : 'tel'}
            maxLength={254}
            value={one.address}
            error={isWrong(change.error, given.indexOf(one)) ? words.badAddress : undefined}
            onChange={(event) => put(at, { address: event.currentTarget.value })}
          />
          <Checkbox label={words.safe} checked={one.safe} onChange={(event) => put(at, { safe: event.currentTarget.checked })} />
          <Checkbox.Group label={words.wants} value={one.purposes} onChange={(purposes) => put(at, { purposes: purposes as Purpose[] })}>
            {PURPOSES.map((each) => (
              <Checkbox key={each} mt="xs" value={each} label={words.purposes[each]} />
            ))}
          </Checkbox.Group>
          {reach.channels.some((each) => each.kind === one.kind && each.stopped_at !== null) && (
            <Checkbox label={words.again} checked={one.again === true} onChange={(event) => put(at, { again: event.currentTarget.checked })} />
          )}
        </fieldset>
      ))}
      <NativeSelect
        label={words.language}
        value={language}
        data={(['en', 'es'] as const).map((value) => ({ value, label: words.languages[value] }))}
        onChange={(event) => setLanguage(event.currentTarget.value as ReachRequest['language'])}
      />
      {change.isError && <p role="alert">{isConflict(change.error) ? words.conflict : words.failed}</p>}
      <div className={classes.acts}>
        <Button type="submit" loading={change.isPending}>
          {words.saveReach}
        </Button>
        <Button variant="default" onClick={onClose}>
          {words.leaveReach}
        </Button>
      </div>
    </form>
  );
}

function isWrong(error: Error | null, at: number): boolean {
  return error instanceof ApiProblem && error.fields.some((one) => one.path.startsWith(`body.channels.${at}.`));
}

function isConflict(error: Error): boolean {
  return error instanceof ApiProblem && error.kind === 'conflict';
}

function asFound(reach: Reach, kind: ChannelRequest['kind']): ChannelRequest {
  const found = reach.channels.find((one) => one.kind === kind);
  return { kind, address: found?.address ?? '', safe: found?.safe ?? false, purposes: found?.purposes ?? [], again: false };
}
