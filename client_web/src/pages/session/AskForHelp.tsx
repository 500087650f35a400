import { Button } from '@mantine/core';
import { useCallHelp, useCallOff, useOwnCall } from '../../api/help';
import { RoomButton } from '../../components/RoomButton';
import { texts } from '../../texts/en';
import classes from './AskForHelp.module.css';

/** A client tells the session's staff, quietly, that they need help; what became of it, and how to take it back. */
export function AskForHelp({ session, inRoom = false }: { session: string; inRoom?: boolean }) {
  const own = useOwnCall(session);
  const ask = useCallHelp(session);
  const over = useCallOff(session);
  const state = own.data?.state ?? 'none';
  const words = texts.askForHelp;
  const act = state === 'none' ? ask : over;
  const button = { children: state === 'none' ? words.ask : words.over, disabled: act.isPending, onClick: () => act.mutate() };
  return (
    <section className={classes.ask} aria-label={words.ask}>
      {inRoom ? (
        <RoomButton small {...button} />
      ) : (
        <Button variant="default" {...button} />
      )}
      <p role="status">{ask.isError || over.isError ? words.failed : words.state[state]}</p>
    </section>
  );
}
