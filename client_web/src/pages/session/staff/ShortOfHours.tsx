import type { RoomView } from '../../../protocol/messages';
import { texts } from '../../../texts/en';
import { clockHere } from '../../../time/zone';

/** Who of those who are here would miss their hours of the day if the session ended now, and until when nobody would. */
export function ShortOfHours({ view }: { view: RoomView }) {
  const short = (view.staff?.roster ?? []).flatMap(({ name, hours }) =>
    hours?.must_end_at ? [{ name, until: Date.parse(hours.must_end_at) }] : [],
  );
  if (short.length === 0) return null;
  const until = new Date(Math.max(...short.map((one) => one.until)));
  return (
    <p>
      <strong>
        {texts.staffRoom.endShort(short.map((one) => one.name), clockHere(view.session.time_zone, until))}
      </strong>
    </p>
  );
}
