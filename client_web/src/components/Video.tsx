import { useEffect, useRef } from 'react';

interface VideoProps {
  track: MediaStreamTrack;
  className?: string | undefined;
  label?: string;
  /** Told which element shows the track; returns how to end that. */
  watch?: ((element: Element, track: MediaStreamTrack) => () => void) | undefined;
}

/** A silent picture; sound is played apart from it. */
export function Video({ track, className, label, watch }: VideoProps) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current!;
    video.srcObject = new MediaStream([track]);
    video.play().catch(() => undefined);
    return () => {
      video.srcObject = null;
    };
  }, [track]);
  useEffect(() => watch?.(element.current!, track), [watch, track]);
  return <video ref={element} className={className} autoPlay playsInline muted aria-label={label} aria-hidden={label ? undefined : true} />;
}
