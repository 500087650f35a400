/** The session id of a description's `o=` line (RFC 8866, 5.2): another id means another transport at the far end. */
export function sessionId(sdp: string): string {
  return /^o=\S+ (\S+)/m.exec(sdp)?.[1] ?? '';
}
