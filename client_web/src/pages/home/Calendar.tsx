import { Button } from '@mantine/core';
import { useMakeOwnCalendar, useOwnCalendar, useRemoveOwnCalendar } from '../../api/home';
import { texts } from '../../texts/en';
import { Section } from './Section';
import classes from './home.module.css';

/** The address of their own calendar: to make, and to end. */
export function Calendar() {
  const words = texts.home;
  const { data } = useOwnCalendar();
  const make = useMakeOwnCalendar();
  const remove = useRemoveOwnCalendar();
  if (!data) return null;
  const made = data.made_at !== null;
  const end = () => remove.mutate(undefined, { onSuccess: () => make.reset() });
  return (
    <Section title={words.calendar}>
      <p className={classes.note}>{words.calendarHelp}</p>
      <div role="status">
        {make.data && (
          <p>
            {words.address} <span className={classes.address}>{make.data.url}</span>
          </p>
        )}
        {(make.isError || remove.isError) && <p>{words.failed}</p>}
      </div>
      {made && <p className={classes.note}>{words.makeAgainHelp}</p>}
      <div className={classes.buttons}>
        <Button size="md" variant="default" loading={make.isPending} onClick={() => make.mutate()}>
          {made ? words.makeAgain : words.make}
        </Button>
        {made && (
          <Button size="md" variant="subtle" loading={remove.isPending} onClick={end}>
            {words.remove}
          </Button>
        )}
      </div>
    </Section>
  );
}
