import type { LinkState } from '../../api/types';
import { links } from '../../texts/clinic';
import { clock, dayIn, shortDay } from '../../time/zone';

/** More wrong PINs than these close a link. */
const GUESSES = 20;

/** Words for the newest join link of somebody; null when there never was one. */
export function LinkStatus({ link, zone, now }: { link: LinkState | null; zone: string; now: number }) {
  if (link === null) return <span>{links.none}</span>;
  if (link.revoked) return <span>{link.wrong_pins > GUESSES ? links.guessed(link.wrong_pins) : links.revoked}</span>;
  if (Date.parse(link.expires_at) <= now) return <span>{links.expired}</span>;
  const sent = new Date(link.sent_at);
  return (
    <span>
      {links.sent(`${shortDay(dayIn(zone, sent))}, ${clock(zone, sent)}`)}
      {link.wrong_pins > 0 && <strong role="status"> {links.wrongPins(link.wrong_pins)}</strong>}
    </span>
  );
}
