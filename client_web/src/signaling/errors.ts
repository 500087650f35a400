import type { ErrorCode } from '../protocol/messages';

/** The server refused a request, or the socket went away before it was answered (`disconnected`). */
export class SignalingError extends Error {
  constructor(
    readonly code: ErrorCode | 'disconnected',
    message: string,
  ) {
    super(message);
    this.name = 'SignalingError';
  }
}
