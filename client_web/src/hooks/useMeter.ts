import { useEffect, useState } from 'react';
import { meter } from '../media/level';

/** Loudness of a track from 0 to 1; 0 without one. */
export function useMeter(track: MediaStreamTrack | null): number {
  const [level, setLevel] = useState(0);
  useEffect(() => {
    if (!track) return;
    const stop = meter(track, setLevel);
    return () => {
      stop();
      setLevel(0);
    };
  }, [track]);
  return level;
}
