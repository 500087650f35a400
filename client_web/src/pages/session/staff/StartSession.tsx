import { useState } from 'react';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import { texts } from '../../../texts/en';

/** The act from which minutes count. Pressed once: it rests until the room has started, or it was refused. */
export function StartSession() {
  const { live } = useLive();
  const [asked, setAsked] = useState(false);
  const start = async () => {
    setAsked(true);
    setAsked(await live.act({ type: 'start_session' }));
  };
  return (
    <RoomButton small look="main" disabled={asked} title={texts.staffRoom.startHelp} onClick={() => void start()}>
      {texts.staffRoom.start}
    </RoomButton>
  );
}
