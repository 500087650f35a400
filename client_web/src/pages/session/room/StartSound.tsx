import { IconVolume } from '@tabler/icons-react';
import { RoomButton } from '../../../components/RoomButton';
import { useLive, useRoom } from '../../../hooks/live';
import { audioContext } from '../../../media/audio';
import { texts } from '../../../texts/en';
import classes from './room.module.css';

/** Some browsers play sound only after a tap. */
export function StartSound() {
  const { live } = useLive();
  const { soundBlocked } = useRoom();
  if (!soundBlocked) return null;
  const start = () => {
    audioContext();
    live.soundBlocked(false);
  };
  return (
    <div className={classes.sound} role="alert">
      <RoomButton look="main" onClick={start}>
        <IconVolume size={22} aria-hidden />
        {texts.room.startSound}
      </RoomButton>
      <span>{texts.room.startSoundHelp}</span>
    </div>
  );
}
