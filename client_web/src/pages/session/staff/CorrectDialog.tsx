import { useState } from 'react';
import { useTold } from '../../../api/joining';
import type { RosterView } from '../../../protocol/messages';
import { Dialog } from '../../../components/Dialog';
import { RoomButton } from '../../../components/RoomButton';
import { texts } from '../../../texts/en';
import { AdultField } from '../joining/AdultField';
import { adultSaid, draftFrom, open, said } from '../joining/draft';
import { NumberField, PlaceFields } from '../joining/PlaceFields';
import { Problem } from '../joining/Choice';
import classes from './StaffPanel.module.css';

interface CorrectDialogProps {
  session: string;
  entry: RosterView;
  onClose: () => void;
}

/** Staff write down what a client told them, also who else is there. */
export function CorrectDialog({ session, entry, onClose }: CorrectDialogProps) {
  const { answers } = entry;
  const [draft, setDraft] = useState({
    ...draftFrom(answers),
    adult: answers?.adult ?? null,
    alone: answers?.alone ?? false,
    agreed: answers?.agreed ?? false,
    others: answers?.others ?? '',
  });
  const [tried, setTried] = useState(false);
  const told = useTold(session, entry.participant);
  const words = texts.checks;
  const asksAdult = answers !== null && answers.adult !== null;
  const asked = asksAdult ? (['place', 'number', 'adult'] as const) : (['place', 'number'] as const);
  const missing = tried ? open(draft, asked) : [];
  const save = () => {
    setTried(true);
    if (open(draft, asked).length > 0) return;
    const { at_home, state, address, phone, alone, agreed } = said(draft, '');
    told.mutate({ at_home, state, address, phone, ...adultSaid(draft), alone, agreed, others: draft.others.trim() }, { onSuccess: onClose });
  };
  const actions = (
    <>
      <RoomButton onClick={onClose}>{texts.common.cancel}</RoomButton>
      <RoomButton look="main" disabled={told.isPending} onClick={save}>
        {texts.joining.save}
      </RoomButton>
    </>
  );
  return (
    <Dialog title={words.correctTitle(entry.name)} onClose={onClose} actions={actions}>
      <p className={classes.dim}>{words.correctHelp}</p>
      <PlaceFields draft={draft} last={answers} problem={missing.includes('place') ? texts.joining.missing.place : undefined} onChange={setDraft} />
      <NumberField draft={draft} problem={missing.includes('number') ? texts.joining.missing.number : undefined} onChange={setDraft} />
      {asksAdult && <AdultField draft={draft} problem={missing.includes('adult') ? texts.joining.missing.adult : undefined} onChange={setDraft} />}
      <label className={classes.check}>
        <input type="checkbox" checked={draft.alone} onChange={(event) => setDraft({ ...draft, alone: event.currentTarget.checked })} />
        {words.safe}
      </label>
      <label className={classes.check}>
        <input type="checkbox" checked={draft.agreed} onChange={(event) => setDraft({ ...draft, agreed: event.currentTarget.checked })} />
        {words.agreed}
      </label>
      <label className={classes.field}>
        {words.others}
        <input maxLength={200} value={draft.others} onChange={(event) => setDraft({ ...draft, others: event.currentTarget.value })} />
      </label>
      <p className={classes.dim}>{words.othersHelp}</p>
      <p role="alert">{told.error && <Problem id="told-problem">{texts.joining.failed}</Problem>}</p>
    </Dialog>
  );
}
