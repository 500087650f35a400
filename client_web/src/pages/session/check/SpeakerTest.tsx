import { Button } from '@mantine/core';
import { IconHeadphones } from '@tabler/icons-react';
import { useState } from 'react';
import { playTestTone } from '../../../media/audio';
import { texts } from '../../../texts/en';
import classes from './DeviceCheck.module.css';

export function SpeakerTest({ speaker }: { speaker: string }) {
  const [playing, setPlaying] = useState(false);
  const play = () => {
    setPlaying(true);
    void playTestTone(speaker).finally(() => setPlaying(false));
  };
  return (
    <div className={classes.row}>
      <IconHeadphones aria-hidden />
      <div className={classes.grow}>
        <Button variant="default" onClick={play} disabled={playing}>
          {playing ? texts.devices.tonePlaying : texts.devices.tone}
        </Button>
        <p className={classes.hint}>{texts.devices.headphones}</p>
      </div>
    </div>
  );
}
