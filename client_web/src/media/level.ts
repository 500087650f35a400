import { audioContext } from './audio';

const EVERY = 80;

/** Loudness of samples in [-1, 1] on a scale from 0 (silence) to 1 (loud speech), as an ear would have it. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-10);
  return Math.min(1, Math.max(0, (decibels + 60) / 50));
}

/** Report a track's loudness about twelve times a second until the returned function is called. */
export function meter(track: MediaStreamTrack, report: (level: number) => void): () => void {
  const context = audioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = new AnalyserNode(context, { fftSize: 1024 });
  const samples = new Float32Array(analyser.fftSize);
  source.connect(analyser);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    report(loudness(samples));
  }, EVERY);
  return () => {
    clearInterval(timer);
    source.disconnect();
  };
}
