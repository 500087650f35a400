import { Button, Checkbox, TextInput } from '@mantine/core';
import { Link } from 'wouter';
import type { Sheet, SheetRecord } from '../../api/types';
import { duration } from '../../components/clinic/duration';
import { OutcomeChip } from '../../components/clinic/OutcomeChip';
import { SigningChip } from '../../components/clinic/SigningChip';
import { amendment, server, signing as words } from '../../texts/clinic';
import { signerOf, whenIn } from '../attendance/signed';
import { judgedBefore, type Judged } from './judgements';
import classes from './SheetPage.module.css';

interface SheetRowProps {
  sheet: Sheet;
  one: SheetRecord;
  judged: Judged | undefined;
  onJudge: (judged: Judged) => void;
  onAsk: (what: 'amend' | 'decide') => void;
}

/** One record of the sheet: what it says, what to look at, and what the signer adds. */
export function SheetRow({ sheet, one, judged, onJudge, onAsk }: SheetRowProps) {
  const { record } = one;
  const { legal_name: name, person_id: person, record_number: number } = record.participant;
  const adds = judged ?? judgedBefore(one);
  const proposed = record.signing.status === 'proposed';
  const said = words.judged(adds.excused, adds.note);
  return (
    <li className={classes.record} data-exception={one.remarks.length > 0 || proposed || undefined}>
      <div className={classes.who}>
        <h2 className={classes.name}>{name}</h2>
        {number !== null && <span className={classes.under}>{number}</span>}
      </div>
      <div className={classes.says}>
        <p className={classes.line}>
          <OutcomeChip outcome={record.outcome} />{' '}
          <Link
            href={`/attendance/sessions/${record.session_id}/people/${person}`}
            aria-label={`${duration(record.countable_minutes)}. ${words.evidenceOf(name)}`}
          >
            {duration(record.countable_minutes)}
          </Link>{' '}
          <SigningChip status={record.signing.status} />
        </p>
        {one.remarks.length > 0 ? (
          <ul className={classes.remarks}>
            {one.remarks.map((remark) => (
              <li key={remark}>{server.said(remark)}</li>
            ))}
          </ul>
        ) : (
          <p className={classes.under}>{words.fine}</p>
        )}
        {!one.may_sign && said !== '' && <p className={classes.said}>{said}</p>}
        {record.signing.attestations
          .filter((attestation) => attestation.in_force)
          .map((attestation) => (
            <p className={classes.under} key={attestation.at + attestation.kind}>
              {(attestation.kind === 'signature' ? amendment.signedBy : amendment.cosignedBy)(
                signerOf(attestation),
                whenIn(sheet.session.time_zone, attestation.at),
              )}
            </p>
          ))}
      </div>
      {one.may_sign && (
        <div className={classes.adds}>
          <Checkbox
            label={words.sign}
            aria-label={words.include(name)}
            checked={!adds.left}
            onChange={(event) => onJudge({ ...adds, left: !event.currentTarget.checked })}
          />
          <Checkbox
            label={words.excused}
            aria-label={words.excusedOf(name)}
            checked={adds.excused}
            disabled={adds.left}
            onChange={(event) => onJudge({ ...adds, excused: event.currentTarget.checked })}
          />
          <TextInput
            className={classes.field}
            aria-label={words.noteOf(name)}
            placeholder={words.notePlaceholder}
            maxLength={500}
            value={adds.note}
            disabled={adds.left}
            onChange={(event) => onJudge({ ...adds, note: event.currentTarget.value })}
          />
        </div>
      )}
      {sheet.may_sign && (
        <div className={classes.acts}>
          {proposed ? (
            <Button size="compact-md" aria-label={words.decideOf(name)} onClick={() => onAsk('decide')}>
              {words.decide}
            </Button>
          ) : (
            <Button
              size="compact-md"
              variant="default"
              aria-label={words.correctOf(name)}
              onClick={() => onAsk('amend')}
            >
              {words.correct}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}
