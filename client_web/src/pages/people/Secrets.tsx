import { Text } from '@mantine/core';
import { clientWords as words } from '../../texts/clinic';
import classes from './people.module.css';

/** What can be read this once: names and secrets. */
export function Secrets({ secrets }: { secrets: readonly (readonly [string, string])[] }) {
  return (
    <>
      <Text>{words.once}</Text>
      <dl className={classes.secret}>
        {secrets.map(([name, secret]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{secret}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
