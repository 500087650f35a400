import { duration } from '../../components/clinic/duration';
import table from '../../components/clinic/table.module.css';
import { hoursOf as words } from '../../texts/clinic';

interface Parts {
  countable_minutes: number;
  in_room_minutes: number;
  remote_minutes: number;
  both_minutes: number;
}

/** In-room and remote time apart, under the sum that they make. */
export function WhereText({ of: parts }: { of: Parts }) {
  if (parts.countable_minutes === 0) return null;
  return (
    <>
      {parts.in_room_minutes > 0 && <span className={table.under}>{words.inRoom(duration(parts.in_room_minutes))}</span>}
      {parts.remote_minutes > 0 && <span className={table.under}>{words.remote(duration(parts.remote_minutes))}</span>}
      {parts.both_minutes > 0 && <span className={table.under}>{words.both(duration(parts.both_minutes))}</span>}
    </>
  );
}
