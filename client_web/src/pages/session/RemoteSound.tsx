import { useEffect, useRef } from 'react';
import { useLive, useOwn, useRoom } from '../../hooks/live';
import { playOn } from '../../media/audio';

/** Plays everyone's sound; nothing of it is visible. A browser that wants a tap first is reported to the room. */
export function RemoteSound() {
  const { remote, covered, soundBlocked, sameRoom, view } = useRoom();
  const silent = covered || sameRoom || view?.me.one_microphone === true;
  const { speaker } = useOwn().preferences;
  return [...remote].map(([participant, { microphone }]) =>
    microphone ? <Sound key={participant} track={microphone} speaker={speaker} muted={silent} blocked={soundBlocked} /> : null,
  );
}

interface SoundProps {
  track: MediaStreamTrack;
  speaker: string;
  muted: boolean;
  blocked: boolean;
}

function Sound({ track, speaker, muted, blocked }: SoundProps) {
  const element = useRef<HTMLAudioElement>(null);
  const { live } = useLive();
  useEffect(() => {
    const audio = element.current!;
    audio.srcObject = new MediaStream([track]);
    return () => {
      audio.srcObject = null;
    };
  }, [track]);
  useEffect(() => {
    element.current!.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'NotAllowedError') live.soundBlocked(true);
    });
  }, [track, blocked, live]);
  useEffect(() => void playOn(element.current!, speaker), [speaker]);
  return <audio ref={element} autoPlay muted={muted} />;
}
