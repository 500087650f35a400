import { Button, Text } from '@mantine/core';
import { useMakeLink } from '../../api/sessions';
import type { RosterEntry, SessionDetail } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { links as words } from '../../texts/clinic';
import { texts } from '../../texts/en';
import { MadeLink } from './MadeLink';

interface LinkDialogProps {
  session: SessionDetail;
  entry: RosterEntry;
  onClose: () => void;
}

/** Makes a join link and shows it once: the server keeps no copy that could be read again. */
export function LinkDialog({ session, entry, onClose }: LinkDialogProps) {
  const make = useMakeLink(session.id);
  const title = words.title(entry.legal_name);
  if (make.data) return <MadeLink title={title} link={make.data} zone={session.time_zone} words={words} help={words.pin} onClose={onClose} />;
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
