import { IconShieldCheck } from '@tabler/icons-react';
import { useInLog } from '../../api/attendance';
import type { AttendanceRecord, InLog } from '../../api/types';
import { Chip } from '../../components/clinic/Chip';
import { Message } from '../../components/clinic/Message';
import { log as words } from '../../texts/clinic';
import { clock, dayIn, fullDay } from '../../time/zone';
import classes from './LogLine.module.css';

/** Whether the stored record is the one that the attendance log holds. */
export function LogLine({ record, zone }: { record: AttendanceRecord; zone: string }) {
  const found = useInLog(record.session_id, record.participant.person_id, record.version);
  if (found.data?.state === 'failed')
    return (
      <div className={classes.failed} role="alert">
        <Message tone="attention" title={words.failed} help={words.failedHelp(found.data.problem ?? '')} />
      </div>
    );
  return (
    <p className={classes.line} role="status">
      {found.isPending && words.asking}
      {found.isError && words.unknown}
      {found.data && <Told found={found.data} zone={zone} />}
    </p>
  );
}

function Told({ found, zone }: { found: InLog; zone: string }) {
  const since = instant(found.since, zone);
  switch (found.state) {
    case 'verified':
      return (
        <>
          <Chip tone="good" icon={IconShieldCheck}>
            {words.verified}
          </Chip>
          <span>{words.verifiedHelp(since)}</span>
          <span className={classes.leaf}>
            {words.leaf(found.position ?? 0, found.leaves ?? 0, instant(found.signed_at, zone))}
          </span>
        </>
      );
    case 'unsigned':
      return <Quiet title={words.unsigned} help={words.unsignedHelp(since)} />;
    case 'erased':
      return <Quiet title={words.erased} help={words.erasedHelp} />;
    default:
      return <Quiet title={words.absent} help={words.absentHelp} />;
  }
}

function Quiet({ title, help }: { title: string; help: string }) {
  return (
    <>
      <Chip tone="quiet">{title}</Chip>
      <span>{help}</span>
    </>
  );
}

function instant(text: string | null, zone: string): string {
  if (text === null) return '';
  const at = new Date(text);
  return `${fullDay(dayIn(zone, at))}, ${clock(zone, at)}`;
}
