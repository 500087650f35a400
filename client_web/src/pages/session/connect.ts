import { at, postEach } from '../../api/client';
import { ApiProblem } from '../../api/problem';
import type { OwnDevices } from '../../media/own';
import { LiveRoom } from '../../room/live';
import { TicketRefused, type Socket, type Ticket } from '../../signaling/client';

/** Made once per page load, so that a socket that drops comes back as the same page. */
const PAGE = crypto.getRandomValues(new Uint32Array(4)).join('-');

const FINAL = new Set(['signed_out', 'forbidden', 'not_found', 'gone', 'conflict']);

/** Enter the live room of a session with these devices. `tickets`: where this page gets them. */
export function connect(
  session: string,
  devices: OwnDevices,
  tickets = at`/api/sessions/${session}/ticket`,
): LiveRoom {
  const live = new LiveRoom({
    page: PAGE,
    devices,
    ticket: () => fetchTicket(tickets),
    open: (url) => new WebSocket(new URL(url, window.location.href)) as Socket,
  });
  live.start();
  return live;
}

/** How long to wait before it is said again, in ms: a line that cannot carry it now may in a moment. */
const AGAIN = [2_000, 10_000, 30_000];

/** The client's own act: 'I am here'. Said once it holds, however often it arrives. */
export async function sayHere(session: string): Promise<void> {
  for (const wait of [...AGAIN, null]) {
    try {
      return await postEach(at`/api/sessions/${session}/here`);
    } catch (error) {
      if (wait === null || (error instanceof ApiProblem && FINAL.has(error.kind))) return;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

async function fetchTicket(path: string): Promise<Ticket> {
  try {
    return await postEach<Ticket>(path);
  } catch (error) {
    if (error instanceof ApiProblem && FINAL.has(error.kind)) throw new TicketRefused();
    throw error;
  }
}
