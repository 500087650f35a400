import { Button, Text, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useMakeLink } from '../../api/sessions';
import type { Link, RosterEntry, SessionDetail } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { links as words } from '../../texts/clinic';
import { texts } from '../../texts/en';
import { clock, dayIn, shortDay } from '../../time/zone';

interface LinkDialogProps {
  session: SessionDetail;
  entry: RosterEntry;
  onClose: () => void;
}

/** Makes a join link and shows it once: the server keeps no copy that could be read again. */
export function LinkDialog({ session, entry, onClose }: LinkDialogProps) {
  const make = useMakeLink(session.id);
  const title = words.title(entry.legal_name);
  if (make.data) return <Made title={title} link={make.data} zone={session.time_zone} onClose={onClose} />;
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button loading={make.isPending} onClick={() => make.mutate(entry.person_id)}>
            {entry.link === null ? words.make : words.again}
          </Button>
        </>
      }
    >
      {make.isError && <ProblemNotice problem={make.error} />}
      <Text>{entry.link === null ? words.only : `${words.only} ${words.replaces}`}</Text>
    </Dialog>
  );
}

interface MadeProps {
  title: string;
  link: Link;
  zone: string;
  onClose: () => void;
}

function Made({ title, link, zone, onClose }: MadeProps) {
  const clipboard = useClipboard({ timeout: 4000 });
  const until = new Date(link.expires_at);
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            {texts.common.close}
          </Button>
          <Button
            leftSection={clipboard.copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
            onClick={() => clipboard.copy(link.url)}
          >
            {clipboard.copied ? words.copied : words.copy}
          </Button>
        </>
      }
    >
      <TextInput
        label={words.url}
        readOnly
        value={link.url}
        onFocus={(event) => event.currentTarget.select()}
        description={words.until(`${shortDay(dayIn(zone, until))}, ${clock(zone, until)}`)}
        inputWrapperOrder={['label', 'input', 'description']}
      />
      <Text mt="md" fw={600}>
        {words.pin}
      </Text>
    </Dialog>
  );
}
