import { Button, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useMakeLink } from '../../api/sessions';
import type { Link, RosterEntry, SessionDetail } from '../../api/types';
import { Dialog, DialogActions } from '../../components/clinic/Dialog';
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
  return (
    <Dialog title={words.title(entry.legal_name)} onClose={onClose}>
      {make.isError && <ProblemNotice problem={make.error} />}
      {make.data ? (
        <Made link={make.data} zone={session.time_zone} onClose={onClose} />
      ) : (
        <>
          <p>{entry.link === null ? words.only : `${words.only} ${words.replaces}`}</p>
          <DialogActions>
            <Button variant="default" onClick={onClose}>
              {texts.common.cancel}
            </Button>
            <Button data-autofocus loading={make.isPending} onClick={() => make.mutate(entry.person_id)}>
              {entry.link === null ? words.make : words.again}
            </Button>
          </DialogActions>
        </>
      )}
    </Dialog>
  );
}

function Made({ link, zone, onClose }: { link: Link; zone: string; onClose: () => void }) {
  const clipboard = useClipboard({ timeout: 4000 });
  const until = new Date(link.expires_at);
  return (
    <>
      <TextInput
        label={words.url}
        readOnly
        value={link.url}
        onFocus={(event) => event.currentTarget.select()}
        description={words.until(`${shortDay(dayIn(zone, until))}, ${clock(zone, until)}`)}
        inputWrapperOrder={['label', 'input', 'description']}
      />
      <p>
        <strong>{words.pin}</strong>
      </p>
      <DialogActions>
        <Button variant="default" onClick={onClose}>
          {texts.common.close}
        </Button>
        <Button
          leftSection={clipboard.copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
          onClick={() => clipboard.copy(link.url)}
        >
          {clipboard.copied ? words.copied : words.copy}
        </Button>
      </DialogActions>
    </>
  );
}
