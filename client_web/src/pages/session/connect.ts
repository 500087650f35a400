import { at, postEach } from '../../api/client';
import { ApiProblem } from '../../api/problem';
import type { OwnDevices } from '../../media/own';
import { LiveRoom } from '../../room/live';
import { TicketRefused, type Socket, type Ticket } from '../../signaling/client';

/** Made once per page load, so that a socket that drops comes back as the same page. */
const PAGE = crypto.getRandomValues(new Uint32Array(4)).join('-');

const FINAL = new Set(['signed_out', 'forbidden', 'not_found', 'gone', 'conflict']);

/** Enter the live room of a session with these devices. */
export function connect(session: string, devices: OwnDevices): LiveRoom {
  const live = new LiveRoom({
    page: PAGE,
    devices,
    ticket: () => fetchTicket(session),
    open: (url) => new WebSocket(new URL(url, window.location.href)) as Socket,
  });
  live.start();
  return live;
}

async function fetchTicket(session: string): Promise<Ticket> {
  try {
    return await postEach<Ticket>(at`/api/sessions/${session}/ticket`);
  } catch (error) {
    if (error instanceof ApiProblem && FINAL.has(error.kind)) throw new TicketRefused();
    throw error;
  }
}
