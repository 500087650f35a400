/** Why a microphone or camera cannot be used. `insecure`: the page is not served over https or localhost. */
export type DeviceProblem = 'denied' | 'absent' | 'busy' | 'insecure' | 'failed';

/** What `getUserMedia` threw, in the product's words (Media Capture and Streams, 10.6). */
export function deviceProblem(error: unknown): DeviceProblem {
  const name = error instanceof DOMException || error instanceof Error ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'absent';
    case 'InsecureContextError':
      return 'insecure';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'failed';
  }
}
