import { PROTOCOL_VERSION, type ErrorCode, type Goodbye, type ServerMessage } from '../protocol/messages';
import { afterDraining, backoff } from './backoff';
import { SignalingError } from './errors';
import { Requests, type Answer, type RequestBody } from './requests';

export interface Ticket {
  ticket: string;
  url: string;
}

/** The part of WebSocket that is used, so that tests can stand in for it. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'readyState'> & {
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
};

export type SignalingState = 'connecting' | 'open' | 'reconnecting' | 'closed';

/** Why the socket will not be opened again by itself. */
export type Ending = (Pick<Goodbye, 'reason' | 'message'> & Partial<Pick<Goodbye, 'way'>>) | { reason: 'refused' | 'outdated'; message: string };

export type Pushed = Exclude<ServerMessage, { type: 'result' | 'publish_answer' | 'error' | 'goodbye' }>;

export interface SignalingOptions {
  /** Random, made once per page load. */
  page: string;
  /** Fetches a fresh one-use ticket. Throws `TicketRefused` when asking again is of no use. */
  ticket: () => Promise<Ticket>;
  open: (url: string) => Socket;
  onState: (state: SignalingState) => void;
  onMessage: (message: Pushed) => void;
  onEnd: (ending: Ending) => void;
}

/** The server will give this person no ticket: signed out, or the session is over. */
export class TicketRefused extends Error {}

const PING_EVERY = 5_000;
/** With pings answered every 5 s, this long a silence means that the socket is dead though nobody said so. */
const DEAD_AFTER = 12_000;
/** A socket that stays open this long was well; one that drops sooner goes on with the backoff where it was. */
const SETTLED_AFTER = 5_000;
const FATAL: readonly ErrorCode[] = ['unsupported_protocol', 'forbidden', 'not_found'];

/** One socket to the room, opened again with a fresh ticket whenever it drops, until someone says goodbye. */
export class SignalingClient {
  private state: SignalingState = 'closed';
  private socket: Socket | null = null;
  private attempt = 0;
  private fetching = false;
  private heard = 0;
  private opened = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private beat: ReturnType<typeof setInterval> | undefined;
  private readonly requests = new Requests();

  constructor(private readonly options: SignalingOptions) {}

  start(): void {
    if (this.state !== 'closed') return;
    this.enter('connecting');
    void this.connect();
  }

  /** Close for good. Pending requests are rejected. */
  stop(): void {
    this.enter('closed');
    clearTimeout(this.retry);
    this.drop();
  }

  /** The network or the page is back: do not wait for the backoff to end. */
  hurry(): void {
    if (this.state === 'closed' || this.socket || this.fetching) return;
    clearTimeout(this.retry);
    void this.connect();
  }

  /** Send a request; rejects with `SignalingError`, also when the socket is down. */
  request(body: RequestBody): Promise<Answer> {
    if (this.state !== 'open' || !this.socket) {
      return Promise.reject(new SignalingError('disconnected', 'There is no connection just now.'));
    }
    const { message, answer } = this.requests.add(body);
    this.socket.send(JSON.stringify(message));
    return answer;
  }

  private async connect(): Promise<void> {
    const ticket = await this.fetchTicket();
    if (!ticket || this.closed) return;
    const socket = this.options.open(ticket.url);
    this.socket = socket;
    this.heard = Date.now();
    socket.onopen = () =>
      socket.send(
        JSON.stringify({ type: 'authenticate', ticket: ticket.ticket, protocol: PROTOCOL_VERSION, page: this.options.page }),
      );
    socket.onmessage = (event) => this.receive(String(event.data));
    socket.onclose = () => this.lost();
    this.beat = setInterval(() => this.keepAlive(), PING_EVERY);
  }

  private async fetchTicket(): Promise<Ticket | null> {
    this.fetching = true;
    try {
      return await this.options.ticket();
    } catch (error) {
      if (error instanceof TicketRefused) this.end({ reason: 'refused', message: '' });
      else this.lost();
      return null;
    } finally {
      this.fetching = false;
    }
  }

  private get closed(): boolean {
    return this.state === 'closed';
  }

  private keepAlive(): void {
    if (Date.now() - this.heard > DEAD_AFTER) this.lost();
    else if (this.state === 'open') this.request({ type: 'ping' }).catch(() => undefined);
  }

  private receive(text: string): void {
    this.heard = Date.now();
    const message = JSON.parse(text) as ServerMessage;
    switch (message.type) {
      case 'result':
      case 'publish_answer':
        return this.requests.answered(message);
      case 'error':
        return message.id == null ? this.closing(message.code) : this.requests.refused(message.id, message);
      case 'goodbye':
        return message.reason === 'draining' ? this.lost(afterDraining(Math.random(), message.soon ?? false)) : this.end(message);
      default:
        if (message.type === 'view' && this.state !== 'open') {
          this.opened = Date.now();
          this.enter('open');
        }
        return this.options.onMessage(message);
    }
  }

  private closing(code: ErrorCode): void {
    if (FATAL.includes(code)) this.end({ reason: code === 'unsupported_protocol' ? 'outdated' : 'refused', message: '' });
    else this.lost();
  }

  private lost(wait?: number): void {
    if (this.state === 'closed') return;
    this.drop();
    if (this.state === 'open') {
      if (Date.now() - this.opened > SETTLED_AFTER) this.attempt = 0;
      this.enter('reconnecting');
    }
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.connect(), wait ?? backoff(this.attempt++, Math.random()));
  }

  private drop(): void {
    clearInterval(this.beat);
    const socket = this.socket;
    this.socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    this.requests.abandon();
  }

  private end(ending: Ending): void {
    this.stop();
    this.options.onEnd(ending);
  }

  private enter(state: SignalingState): void {
    if (this.state === state) return;
    this.state = state;
    this.options.onState(state);
  }
}
