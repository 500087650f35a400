let shared: AudioContext | null = null;

/** The page's one audio context; browsers let it sound only after a first tap or key. */
export function audioContext(): AudioContext {
  shared ??= new AudioContext();
  if (shared.state === 'suspended') void shared.resume().catch(() => undefined);
  return shared;
}

interface Note {
  /** Hertz. */
  pitch: number;
  /** Seconds from now. */
  at: number;
  /** Seconds. */
  length: number;
}

const TEST_TONE: readonly Note[] = [
  { pitch: 392, at: 0, length: 0.35 },
  { pitch: 523.25, at: 0.3, length: 0.35 },
  { pitch: 659.25, at: 0.6, length: 0.7 },
];
const ARRIVAL: readonly Note[] = [
  { pitch: 587.33, at: 0, length: 0.25 },
  { pitch: 440, at: 0.18, length: 0.5 },
];

/** Three rising notes, to hear that sound works, on the chosen speaker. Resolves when they have faded. */
export async function playTestTone(speaker: string): Promise<void> {
  const context = audioContext();
  const destination = context.createMediaStreamDestination();
  const element = new Audio();
  element.srcObject = destination.stream;
  await playOn(element, speaker);
  await element.play();
  play(context, destination, TEST_TONE, 0.25);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  element.srcObject = null;
}

/** Two soft notes: somebody has come to the waiting room. */
export function playArrival(): void {
  const context = audioContext();
  play(context, context.destination, ARRIVAL, 0.12);
}

/** Play an element on a chosen speaker where the browser can (`setSinkId`); else on its default. */
export async function playOn(element: HTMLMediaElement, speaker: string): Promise<void> {
  if (!('setSinkId' in element) || element.sinkId === speaker) return;
  await element.setSinkId(speaker).catch(() => undefined);
}

function play(context: AudioContext, destination: AudioNode, notes: readonly Note[], loudness: number): void {
  for (const { pitch, at, length } of notes) {
    const oscillator = new OscillatorNode(context, { type: 'sine', frequency: pitch });
    const gain = new GainNode(context, { gain: 0 });
    const start = context.currentTime + at;
    gain.gain.linearRampToValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(loudness, start + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + length);
    oscillator.connect(gain).connect(destination);
    oscillator.start(start);
    oscillator.stop(start + length);
  }
}
