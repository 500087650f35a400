import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useDischarge } from '../../api/clients';
import type { DischargeRequest, Enrollment } from '../../api/types';
import { fieldError, FormDialog } from '../../components/clinic/FormDialog';
import { useStaff } from '../../components/clinic/StaffArea';
import { enrollmentWords as words } from '../../texts/clinic';
import { dayIn } from '../../time/zone';

type How = DischargeRequest['how'];
const HOWS: readonly How[] = ['completed', 'against_advice', 'no_contact', 'administrative', 'died'];

interface DischargeDialogProps {
  client: string;
  enrollment: Enrollment;
  onClose: () => void;
}

/** The end of an enrollment; of one that has ended, its correction. */
export function DischargeDialog({ client, enrollment, onClose }: DischargeDialogProps) {
  const today = dayIn(useStaff().clinic.time_zone, new Date());
  const discharge = useDischarge(client, enrollment.id);
  const [day, setDay] = useState(enrollment.ends_on ?? today);
  const [how, setHow] = useState<How>(HOWS.find((one) => one === enrollment.ended_as) ?? 'completed');
  const [note, setNote] = useState(enrollment.end_note);
  return (
    <FormDialog
      title={words.dischargeTitle(enrollment.program)}
      submit={words.dischargeSubmit}
      saving={discharge}
      onSubmit={() =>
        discharge.mutate(
          { version: enrollment.version, last_day: day, how, note: note.trim() },
          { onSuccess: onClose },
        )
      }
      onClose={onClose}
    >
      <TextInput
        label={words.lastDay}
        type="date"
        required
        withAsterisk={false}
        min={enrollment.starts_on}
        value={day}
        error={fieldError(discharge.error, 'last_day')}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <NativeSelect
        label={words.how}
        value={how}
        data={HOWS.map((one) => ({ value: one, label: words.ended[one] }))}
        onChange={(event) => setHow(event.currentTarget.value as How)}
      />
      <Textarea
        label={words.note}
        description={words.noteHelp}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
