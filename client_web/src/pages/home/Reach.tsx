import { useOwnReach } from '../../api/home';
import type { Reach as Found } from '../../api/types';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { texts } from '../../texts/en';
import { ReachForm } from './ReachForm';
import { Section } from './Section';
import classes from './home.module.css';

/** Where the clinic may write to them, and with what. */
export function Reach() {
  const words = texts.home;
  const { data } = useOwnReach();
  const [changing, setChanging] = useState(false);
  if (!data) return null;
  if (changing)
    return (
      <Section title={words.reach}>
        <ReachForm reach={data} onClose={() => setChanging(false)} />
      </Section>
    );
  return (
    <Section title={words.reach}>
      {data.channels.length === 0 && <p>{words.noReach}</p>}
      <ul className={classes.list}>
        {data.channels.map((one) => (
          <li key={one.kind}>
            <strong>{one.address}</strong>
            <span className={classes.note}>{said(one)}</span>
          </li>
        ))}
      </ul>
      <Button variant="default" onClick={() => setChanging(true)}>
        {words.changeReach}
      </Button>
    </Section>
  );
}

function said({ safe, stopped_as, purposes }: Found['channels'][number]): string {
  const words = texts.home;
  if (stopped_as !== null) return words.stopped;
  if (!safe) return words.notSafe;
  return purposes.length === 0 ? words.nothing : purposes.map((one) => words.purposes[one]).join(' · ');
}
