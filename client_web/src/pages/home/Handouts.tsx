import { Button } from '@mantine/core';
import { useState } from 'react';
import { useHandouts } from '../../api/handouts';
import type { Handout } from '../../api/types';
import { useHandoutFile } from '../../hooks/useHandoutFile';
import { texts } from '../../texts/en';
import { Section } from './Section';
import classes from './home.module.css';

/** Hand-outs of the session they came for, and of its program. */
export function Handouts({ session }: { session: string }) {
  const { data } = useHandouts(session);
  const [failed, setFailed] = useState(false);
  if (!data || data.length === 0) return null;
  return (
    <Section title={texts.handouts.title}>
      <ul className={classes.list}>
        {data.map((one) => (
          <Line key={one.id} handout={one} session={session} onFailed={() => setFailed(true)} />
        ))}
      </ul>
      <p role="status" className={classes.note}>
        {failed && texts.handouts.failed}
      </p>
    </Section>
  );
}

function Line({ handout: { id, title }, session, onFailed }: { handout: Handout; session: string; onFailed: () => void }) {
  const { address, opening, open } = useHandoutFile(session, id, onFailed);
  const words = texts.handouts;
  return (
    <li className={classes.line}>
      <bdi>{title}</bdi>
      {address === null ? (
        <Button size="md" variant="default" loading={opening} aria-label={words.openFor(title)} onClick={open}>
          {words.open}
        </Button>
      ) : (
        <a href={address} target="_blank" rel="noreferrer">
          {words.ready}
        </a>
      )}
    </li>
  );
}
