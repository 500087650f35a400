import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { RoomButton } from '../../../components/RoomButton';
import { useLive, useOwn, useRoom } from '../../../hooks/live';
import type { MeView } from '../../../protocol/messages';
import { texts } from '../../../texts/en';
import classes from './OwnConnection.module.css';
import { QualityBars } from './QualityBars';

type Trouble = 'poor' | 'lost' | 'paused';

/** While one's own connection is poor or lost, or too narrow for pictures: a gentle word, and what helps most. */
export function OwnConnection() {
  const { view, audioOnly } = useRoom();
  const trouble = view && troubleOf(view.me, audioOnly);
  const [hidden, setHidden] = useState<Trouble | null>(null);
  if (hidden !== null && hidden !== trouble) setHidden(null);
  return (
    <div className={classes.region} role="status">
      {view && trouble && trouble !== hidden && (
        <div className={classes.card} data-trouble={trouble}>
          <QualityBars quality={view.me.quality} />
          <p className={classes.words}>
            {trouble !== 'paused' && texts.quality.own[trouble]} {trouble !== 'lost' && view.me.paused > 0 && texts.quality.paused}
          </p>
          <button type="button" className={classes.close} aria-label={texts.quality.hide} onClick={() => setHidden(trouble)}>
            <IconX size={18} aria-hidden />
          </button>
          {trouble !== 'lost' && <Remedy />}
        </div>
      )}
    </div>
  );
}

function troubleOf({ quality, paused }: MeView, audioOnly: boolean): Trouble | null {
  if (quality === 'poor' || quality === 'lost') return quality;
  return paused > 0 && !audioOnly ? 'paused' : null;
}

/** Sending a picture costs most, then receiving those of the others. */
function Remedy() {
  const { live, devices } = useLive();
  const { audioOnly } = useRoom();
  const { camera } = useOwn();
  const words = texts.quality;
  if (camera.on && camera.track) {
    return (
      <RoomButton small onClick={() => void devices.setOn('camera', false)}>
        {words.stopCamera}
      </RoomButton>
    );
  }
  if (audioOnly) return <p className={classes.tip}>{words.closer}</p>;
  return (
    <RoomButton small onClick={() => live.setAudioOnly(true)}>
      {words.soundOnly}
    </RoomButton>
  );
}
