import type { Error as Refusal, ErrorCode } from '../protocol/messages';

/** The server refused a request, or the socket went away before it was answered (`disconnected`). */
export class SignalingError extends Error {
  constructor(
    readonly code: ErrorCode | 'disconnected',
    message: string,
    /** With `reason_needed`: what speaks against it and is not answered. */
    readonly findings: Refusal['findings'] = [],
  ) {
    super(message);
    this.name = 'SignalingError';
  }
}
