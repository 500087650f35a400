import { useCallback } from 'react';
import type { Role } from '../../../protocol/messages';
import { useLive, useOwn, useRoom } from '../../../hooks/live';
import { useMeter } from '../../../hooks/useMeter';
import { Tile } from './Tile';

export interface SelfTileProps {
  id: string;
  name: string;
  role: Role;
  raised: boolean;
  width: number;
  height: number;
}

const SPEAKING = 0.55;

/** One's own tile, mirrored. */
export function SelfTile({ id, name, role, raised, width, height }: SelfTileProps) {
  const { microphone, camera } = useOwn();
  const { view } = useRoom();
  const { devices } = useLive();
  const hide = useCallback(() => devices.prefer({ selfView: false }), [devices]);
  const on = microphone.on && microphone.track !== null;
  const speaking = useMeter(on ? microphone.track : null) > SPEAKING;
  return (
    <Tile
      self
      onHide={hide}
      id={id}
      name={name}
      pronouns=""
      inRoom={null}
      role={role}
      muted={!on}
      picture={camera.track}
      speaking={speaking}
      quality={view?.me.quality ?? null}
      hand={raised ? 0 : null}
      lost={false}
      width={width}
      height={height}
    />
  );
}
