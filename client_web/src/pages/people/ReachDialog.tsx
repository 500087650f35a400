import { Checkbox, Fieldset, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChangeReach } from '../../api/touch';
import type { ChannelRequest, Reach, ReachRequest } from '../../api/types';
import { fieldError, FormDialog } from '../../components/clinic/FormDialog';
import { reachWords as words } from '../../texts/clinic';
import classes from './people.module.css';

type Kind = ChannelRequest['kind'];
type Purpose = ChannelRequest['purposes'][number];
const KINDS: readonly Kind[] = ['email', 'sms'];
const PURPOSES: readonly Purpose[] = ['reminders', 'links', 'changes', 'messages'];

interface ReachDialogProps {
  client: string;
  name: string;
  reach: Reach;
  onClose: () => void;
}

/** What staff ask a client, and put down. */
export function ReachDialog({ client, name, reach, onClose }: ReachDialogProps) {
  const change = useChangeReach(client);
  const [channels, setChannels] = useState<readonly ChannelRequest[]>(KINDS.map((kind) => asFound(reach, kind)));
  const [language, setLanguage] = useState<ReachRequest['language']>(reach.language);
  const [quiet, setQuiet] = useState(reach.quiet);
  const given = channels.filter((one) => one.address.trim() !== '');
  const submit = () =>
    change.mutate({ language, quiet, channels: given, version: reach.version }, { onSuccess: onClose });
  return (
    <FormDialog title={words.dialogTitle(name)} submit={words.save} saving={change} onSubmit={submit} onClose={onClose}>
      <p className={classes.note}>{words.help}</p>
      {channels.map((one, at) => (
        <ChannelFields
          key={one.kind}
          channel={one}
          stopped={reach.channels.some((each) => each.kind === one.kind && each.stopped_at !== null)}
          error={fieldError(change.error, `channels.${given.indexOf(one)}.address`)}
          onChange={(changed) => setChannels(channels.map((each, index) => (index === at ? changed : each)))}
        />
      ))}
      <NativeSelect
        label={words.language}
        value={language}
        data={(['en', 'es'] as const).map((value) => ({ value, label: words.languages[value] }))}
        onChange={(event) => setLanguage(event.currentTarget.value as ReachRequest['language'])}
      />
      <NativeSelect
        label={words.quiet}
        value={quiet === null ? '' : 'own'}
        data={[
          {
            value: '',
            label: words.clinicQuiet(reach.clinic_quiet.start.slice(0, 5), reach.clinic_quiet.end.slice(0, 5)),
          },
          { value: 'own', label: words.ownQuiet },
        ]}
        onChange={(event) => setQuiet(event.currentTarget.value === '' ? null : reach.clinic_quiet)}
      />
      {quiet !== null && (
        <div className={classes.pair}>
          {(['start', 'end'] as const).map((end) => (
            <TextInput
              key={end}
              type="time"
              required
              withAsterisk={false}
              label={end === 'start' ? words.from : words.to}
              value={quiet[end].slice(0, 5)}
              onChange={(event) => setQuiet({ ...quiet, [end]: event.currentTarget.value })}
            />
          ))}
        </div>
      )}
    </FormDialog>
  );
}

interface ChannelFieldsProps {
  channel: ChannelRequest;
  stopped: boolean;
  error: string | undefined;
  onChange: (channel: ChannelRequest) => void;
}

function ChannelFields({ channel, stopped, error, onChange }: ChannelFieldsProps) {
  const { kind } = channel;
  return (
    <Fieldset legend={words.kinds[kind]}>
      <div className={classes.stack}>
        <TextInput
          label={words.address[kind]}
          description={words.addressHelp[kind]}
          type={kind === 'email' ? 'email' : 'tel'}
          autoComplete="off"
          maxLength={254}
          value={channel.address}
          error={error}
          onChange={(event) => onChange({ ...channel, address: event.currentTarget.value })}
        />
        <Checkbox
          label={words.safe[kind]}
          checked={channel.safe}
          onChange={(event) => onChange({ ...channel, safe: event.currentTarget.checked })}
        />
        <Checkbox.Group
          label={words.wants[kind]}
          value={channel.purposes}
          onChange={(purposes) => onChange({ ...channel, purposes: purposes as Purpose[] })}
        >
          {PURPOSES.map((one) => (
            <Checkbox key={one} mt="xs" value={one} label={words.purposes[one]} />
          ))}
        </Checkbox.Group>
        {stopped && (
          <Checkbox
            label={words.again[kind]}
            checked={channel.again === true}
            onChange={(event) => onChange({ ...channel, again: event.currentTarget.checked })}
          />
        )}
      </div>
    </Fieldset>
  );
}

function asFound(reach: Reach, kind: Kind): ChannelRequest {
  const found = reach.channels.find((one) => one.kind === kind);
  return {
    kind,
    address: found?.address ?? '',
    safe: found?.safe ?? false,
    purposes: found?.purposes ?? [...PURPOSES],
    again: false,
  };
}
