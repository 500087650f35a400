import { useEffect, useRef } from 'react';

interface VideoProps {
  track: MediaStreamTrack;
  className?: string | undefined;
  label?: string;
}

/** A silent picture; sound is played apart from it. */
export function Video({ track, className, label }: VideoProps) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current!;
    video.srcObject = new MediaStream([track]);
    video.play().catch(() => undefined);
    return () => {
      video.srcObject = null;
    };
  }, [track]);
  return <video ref={element} className={className} autoPlay playsInline muted aria-label={label} aria-hidden={label ? undefined : true} />;
}
