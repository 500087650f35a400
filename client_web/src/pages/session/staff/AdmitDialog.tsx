import { useState } from 'react';
import type { Admit, OverView } from '../../../protocol/messages';
import { Dialog } from '../../../components/Dialog';
import { RoomButton } from '../../../components/RoomButton';
import { useLive, useRoom } from '../../../hooks/live';
import { locale } from '../../../language';
import { SignalingError } from '../../../signaling/errors';
import { texts } from '../../../texts/en';
import { Answered } from './Answers';
import { isReason, Reason } from './Reason';
import { lineOf, wantsPrivateWord } from './roster';
import classes from './StaffPanel.module.css';

interface AdmitDialogProps {
  who: { participant: string; name: string; legal_name: string; over?: OverView[] }[];
  /** Everybody who waits, rather than the one in `who`. */
  all?: boolean;
  onClose: () => void;
}

type Finding = NonNullable<Admit['despite']>[number];

/**
 * Letting them in says that one knows who they are; and why, when something speaks against it. A reason answers what stood
 * there as it was written; what has come since is said, and wants to be answered too.
 */
export function AdmitDialog({ who, all = false, onClose }: AdmitDialogProps) {
  const { live } = useLive();
  const [reason, setReason] = useState('');
  const words = texts.staffRoom;
  const { view } = useRoom();
  const first = who[0];
  const crowding = all ? [] : (first?.over ?? []);
  const over = crowding.map(words.over);
  const entry = all || first === undefined ? undefined : lineOf(view, first.participant);
  const against = wantsPrivateWord(entry);
  const wanted = over.length > 0 || against;
  const found: Finding[] = [...crowding.map(({ rule }) => rule), ...(entry?.talk_first ?? [])];
  const [despite, setDespite] = useState(found);
  const [since, setSince] = useState<Finding[]>([]);
  const named = (one: Finding) => (one === 'cap' || one === 'ratio' ? crowding.filter(({ rule }) => rule === one).map(words.over) : [texts.checks.why[one]]);
  const admit = async () => {
    try {
      if (all) await live.act({ type: 'admit_all', identity_confirmed: true });
      else if (first)
        await live.act(
          { type: 'admit', participant: first.participant, identity_confirmed: true, reason: wanted ? reason.trim() : '', despite: wanted ? despite : [] },
          'reason_needed',
        );
      onClose();
    } catch (error) {
      const findings = error instanceof SignalingError ? error.findings : [];
      setSince(findings);
      setDespite([...despite, ...findings]);
    }
  };
  const actions = (
    <>
      <RoomButton onClick={onClose}>{texts.common.cancel}</RoomButton>
      <RoomButton look="main" data-focus={!wanted || undefined} disabled={wanted && !isReason(reason)} onClick={admit}>
        {all ? words.confirmAllBox : words.confirmBox}
      </RoomButton>
    </>
  );
  return (
    <Dialog title={all ? words.confirmAllTitle(who.length) : words.confirmTitle(first?.name ?? '')} onClose={onClose} actions={actions}>
      {all ? (
        <p>
          <bdi>{new Intl.ListFormat(locale).format(who.map(({ name }) => name))}</bdi>
        </p>
      ) : (
        first && <p>{words.confirmLegal(first.legal_name)}</p>
      )}
      {entry && against && (
        <div className={classes.answers}>
          <Answered entry={entry} />
        </div>
      )}
      {since.length > 0 && (
        <p role="alert" className={classes.tag}>
          {words.sinceThen} {new Intl.ListFormat(locale).format(since.flatMap(named))}
        </p>
      )}
      {wanted && (
        <Reason
          label={over.length > 0 ? words.overHelp(over) : texts.checks.reasonTitle}
          help={texts.checks.reasonHelp}
          value={reason}
          onChange={(text) => {
            setReason(text);
            setDespite(found);
          }}
          focused
        />
      )}
      <p className={classes.help}>{words.confirmHelp}</p>
    </Dialog>
  );
}
