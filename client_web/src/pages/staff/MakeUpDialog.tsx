import { Button, Radio } from '@mantine/core';
import { useState } from 'react';
import { useAddToRoster, useMakeUps } from '../../api/rosters';
import { Dialog } from '../../components/Dialog';
import { FormDialog } from '../../components/clinic/FormDialog';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { Waiting } from '../../components/clinic/Waiting';
import { rosterPlan as words } from '../../texts/clinic';
import { texts } from '../../texts/en';
import { isWarning } from './AddDialog';
import { ReasonField } from './DecideDialog';
import classes from './RosterPlan.module.css';
import { whenOf } from './RosterPlan';

interface MakeUpDialogProps {
  session: string;
  person: { person_id: string; name: string };
  onClose: () => void;
}

/** Where somebody can make up for a session that they missed or will miss. */
export function MakeUpDialog({ session, person, onClose }: MakeUpDialogProps) {
  const offers = useMakeUps(session, person.person_id);
  const add = useAddToRoster();
  const [where, setWhere] = useState('');
  const [reason, setReason] = useState('');
  const despite = isWarning(add.error);
  if (offers.data?.length === 0) {
    return (
      <Dialog title={words.makeUpTitle(person.name)} onClose={onClose} actions={<Button onClick={onClose}>{texts.common.close}</Button>}>
        <p>{words.noMakeUps}</p>
      </Dialog>
    );
  }
  return (
    <FormDialog
      title={words.makeUpTitle(person.name)}
      submit={despite ? words.despite : words.save}
      saving={add}
      onSubmit={() => {
        if (where === '') return;
        const wish = { session: where, person: person.person_id, reason: reason.trim(), instead_of: session, despite };
        add.mutate(wish, { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      <p>{words.makeUpLead}</p>
      {offers.isPending && <Waiting />}
      {offers.isError && <ProblemNotice problem={offers.error} onRetry={() => void offers.refetch()} />}
      {offers.data !== undefined && (
        <>
          <Radio.Group
            label={words.where}
            required
            withAsterisk={false}
            value={where}
            onChange={(value) => {
              add.reset();
              setWhere(value);
            }}
          >
            <div className={classes.list}>
              {offers.data.map((one) => (
                <Radio
                  key={one.session.id}
                  mt={8}
                  value={one.session.id}
                  label={`${one.session.title}, ${whenOf(one.session)}`}
                  description={one.clashes.join(' ') || undefined}
                />
              ))}
            </div>
          </Radio.Group>
          <ReasonField error={add.error} value={reason} onChange={setReason} />
        </>
      )}
    </FormDialog>
  );
}
