import { IconVideoOff } from '@tabler/icons-react';
import type { Captured } from '../media/capture';
import { texts } from '../texts/en';
import classes from './OwnPicture.module.css';
import { Video } from './Video';

/** One's own picture, mirrored as in a looking glass. */
export function OwnPicture({ camera }: { camera: Captured }) {
  return (
    <div className={classes.frame}>
      {camera.track ? (
        <Video track={camera.track} className={classes.video} label={texts.devices.preview} />
      ) : (
        <p className={classes.words}>
          <IconVideoOff size={32} stroke={1.5} aria-hidden />
          {camera.opening ? texts.devices.cameraStarting : texts.devices.cameraOff}
        </p>
      )}
    </div>
  );
}
