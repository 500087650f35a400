import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useEndInSeries } from '../../api/others';
import { FormDialog, fieldError } from '../../components/clinic/FormDialog';
import { seriesTeam as words } from '../../texts/clinic';
import { addDays, type Day } from '../../time/zone';

interface EndInSeriesProps {
  series: string;
  member: { id: string; name: string };
  /** Until when they take part unless another day is chosen. */
  last: Day;
  today: Day;
  onClose: () => void;
}

/** Somebody takes part in the series until some day. */
export function EndInSeries({ series, member, last, today, onClose }: EndInSeriesProps) {
  const end = useEndInSeries(series);
  const yesterday = addDays(today, -1);
  const [day, setDay] = useState(last < yesterday ? yesterday : last);
  return (
    <FormDialog
      title={words.endTitle(member.name)}
      submit={words.endSave}
      danger
      saving={end}
      onSubmit={() => end.mutate({ id: member.id, last_on: day }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{words.endHelp}</p>
      <TextInput
        label={words.lastDay}
        type="date"
        required
        withAsterisk={false}
        min={yesterday}
        value={day}
        error={fieldError(end.error, 'last_on')}
        onChange={(event) => {
          end.reset();
          setDay(event.currentTarget.value);
        }}
      />
    </FormDialog>
  );
}
