import { Button, Text, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { Dialog } from '../../components/Dialog';
import { links } from '../../texts/clinic';
import { texts } from '../../texts/en';
import { clock, dayIn, shortDay } from '../../time/zone';

interface MadeLinkProps {
  title: string;
  link: { url: string; expires_at: string };
  zone: string;
  words: { url: string; until: (when: string) => string };
  /** What to know before it is sent. */
  help: string;
  onClose: () => void;
}

/** A link that was just made, shown this once. */
export function MadeLink({ title, link, zone, words, help, onClose }: MadeLinkProps) {
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
            {clipboard.copied ? links.copied : links.copy}
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
        {help}
      </Text>
    </Dialog>
  );
}
