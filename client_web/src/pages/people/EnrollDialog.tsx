import { Text } from '@mantine/core';
import { useState } from 'react';
import { useAdmit, useMove } from '../../api/clients';
import type { ClientDetail, Enrollment, ProgramDetail } from '../../api/types';
import { FormDialog } from '../../components/clinic/FormDialog';
import { useStaff } from '../../components/clinic/StaffArea';
import { PlanFields, Warnings, warningsOf, wishOf, type PlanDraft } from '../../components/enrollment/PlanFields';
import { enrollmentWords as words } from '../../texts/clinic';
import { addDays, dayIn } from '../../time/zone';
import { direction } from '../programs/levels';

interface EnrollDialogProps {
  client: ClientDetail;
  /** What somebody is moved on from; null: they are admitted. */
  from: Enrollment | null;
  onClose: () => void;
}

/** Into a program: admitted, or moved on from another or its track. What is unusual is said first, and wants a reason. */
export function EnrollDialog({ client, from, onClose }: EnrollDialogProps) {
  const today = dayIn(useStaff().clinic.time_zone, new Date());
  const admit = useAdmit(client.person_id);
  const move = useMove(client.person_id, from?.id ?? '');
  const saving = from === null ? admit : move;
  const [draft, setDraft] = useState<PlanDraft>({
    program: from?.program_id ?? '',
    track: from?.track_id ?? '',
    day: from === null ? today : addDays(from.starts_on < today ? today : from.starts_on, 1),
    hours: from?.own_hours ? String(from.weekly_hours) : '',
    reason: '',
  });
  const warned = warningsOf(saving.error);
  const change = (next: PlanDraft) => {
    setDraft(next);
    if (next.program !== draft.program || next.hours !== draft.hours) saving.reset();
  };
  const submit = () => {
    const wish = wishOf(draft, warned);
    if (from === null) admit.mutate({ ...wish, starts_on: draft.day }, { onSuccess: onClose });
    else move.mutate({ ...wish, first_day: draft.day, version: from.version }, { onSuccess: onClose });
  };
  const about = (program: ProgramDetail) =>
    from !== null && program.id !== from.program_id ? words.is[direction(from.level_of_care, program.level_of_care)] : null;
  const usual = from === null ? words.enroll : words.moveSubmit;
  const anyway = from === null ? words.confirm : words.moveAnyway;
  return (
    <FormDialog
      title={from === null ? words.enrollTitle(client.legal_name) : words.moveTitle}
      submit={warned.length > 0 ? anyway : usual}
      saving={{ isPending: saving.isPending, error: warned.length > 0 ? null : saving.error }}
      onSubmit={submit}
      onClose={onClose}
    >
      <Warnings warned={warned} reason={draft.reason} onReason={(reason) => setDraft({ ...draft, reason })} />
      {from !== null && <Text>{words.moveHelp}</Text>}
      <PlanFields
        draft={draft}
        error={saving.error}
        dayField={from === null ? 'starts_on' : 'first_day'}
        about={about}
        onChange={change}
      />
    </FormDialog>
  );
}
