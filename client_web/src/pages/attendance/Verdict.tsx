import { IconFlag } from '@tabler/icons-react';
import type { Evidence } from '../../api/types';
import { Chip } from '../../components/clinic/Chip';
import { exactDuration } from '../../components/clinic/duration';
import { OutcomeChip } from '../../components/clinic/OutcomeChip';
import { columns, evidence as words, record as recordWords, server } from '../../texts/clinic';
import { clock, dayIn, fullDay } from '../../time/zone';
import { LogLine } from './LogLine';
import { modalityWords, waysOf } from './modality';
import classes from './Verdict.module.css';

/** What the record says, above what it rests on. */
export function Verdict({ evidence, zone }: { evidence: Evidence; zone: string }) {
  const { record } = evidence;
  const derived = new Date(record.derived_at);
  const when = `${fullDay(dayIn(zone, derived))}, ${clock(zone, derived)}`;
  const onlyInRoom = evidence.intervals.length > 0 && evidence.intervals.every((one) => one.modality === 'in_room');
  const corrected = record.signing.amendments.some((one) => one.state === 'in_force' && one.kind !== 'late_facts');
  const ways = onlyInRoom || corrected ? [] : waysOf(record); // parts of what the evidence alone says
  return (
    <div className={classes.verdict}>
      <dl className={classes.figures}>
        <div>
          <dt>{columns.counted}</dt>
          <dd className={classes.main}>{exactDuration(record.countable_minutes * 60_000)}</dd>
        </div>
        {record.connected_minutes > 0 && (
          <div>
            <dt>{onlyInRoom ? modalityWords('in_room') : columns.connected}</dt>
            <dd>{exactDuration(record.connected_minutes * 60_000)}</dd>
          </div>
        )}
        {ways.map(([modality, ms]) => (
          <div key={modality}>
            <dt>{modalityWords(modality)}</dt>
            <dd>{exactDuration(ms)}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.reason}>
        <OutcomeChip outcome={record.outcome} /> {server.said(record.reason)}
      </p>
      {!record.provisional && record.flags.length > 0 && (
        <p className={classes.flags}>
          <span>{recordWords.flags}:</span>
          {record.flags.map((flag) => (
            <Chip key={flag} tone="attention" icon={IconFlag}>
              {server.said(flag)}
            </Chip>
          ))}
        </p>
      )}
      <p className={classes.derived}>
        {record.provisional ? words.derivedNow(when) : words.derived(when, record.version)}
      </p>
      {!record.provisional && <LogLine record={record} zone={zone} />}
    </div>
  );
}
