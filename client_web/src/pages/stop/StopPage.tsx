import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useState } from 'react';
import { useStop } from '../../api/touch';
import { CalmPage } from '../../components/CalmPage';
import { texts } from '../../texts/en';
import { takeToken } from '../join/token';

const words = texts.stop;

/** Where the link in a message leads that stops more of them: one press, no signing in. */
export default function StopPage() {
  const [token] = useState(takeToken);
  const stop = useStop();
  useDocumentTitle(words.title);
  if (stop.isSuccess) return <CalmPage title={words.done} lead={words.doneHelp} centered />;
  if (stop.isError || token === '') return <CalmPage title={words.failed} lead={words.failedHelp} centered />;
  return (
    <CalmPage title={words.title} lead={words.lead} centered>
      <Button size="lg" loading={stop.isPending} onClick={() => stop.mutate(token)}>
        {words.submit}
      </Button>
    </CalmPage>
  );
}
