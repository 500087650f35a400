import {
  IconArrowsJoin2,
  IconArrowsSplit2,
  IconDots,
  IconHandStop,
  IconLayoutGrid,
  IconMessage,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneOff,
  IconScreenShare,
  IconScreenShareOff,
  IconUserSquareRounded,
  IconUsers,
  IconVideo,
  IconVideoOff,
} from '@tabler/icons-react';
import type { RoomView } from '../../../protocol/messages';
import { useLive, useOwn, useRoom } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import { CallHelpButton } from '../staff/CallHelp';
import type { CallForHelp } from '../staff/useCallForHelp';
import { ControlButton } from './ControlButton';
import type { PanelName } from './Panel';
import classes from './room.module.css';

interface ControlsProps {
  view: RoomView;
  help: CallForHelp;
  panel: PanelName | null;
  onPanel: (panel: PanelName) => void;
  /** Start breakouts, or see who is where. */
  onDivide: () => void;
  /** Share one's screen, or stop; null where that cannot be. */
  onShare: (() => void) | null;
  onLeave: () => void;
}

/** Along the bottom, words under the icons. */
export function Controls({ view, help, panel, onPanel, onDivide, onShare, onLeave }: ControlsProps) {
  const { live, devices } = useLive();
  const { unread } = useRoom();
  const { preferences } = useOwn();
  const words = texts.room;
  const staff = view.staff;
  const speaker = preferences.layout === 'speaker';
  return (
    <section className={classes.controls} aria-label={words.controls}>
      <DeviceControls />
      {staff && <CallHelpButton help={help} />}
      {!staff && (
        <ControlButton
          icon={IconHandStop}
          label={words.hand}
          pressed={view.me.hand_raised}
          hint="R"
          onClick={() => live.act({ type: 'raise_hand', raised: !view.me.hand_raised })}
        />
      )}
      {onShare && <Share on={view.screen === view.me.participant} onShare={onShare} />}
      {staff && view.session.phase === 'in_progress' && <Breakouts view={view} onDivide={onDivide} />}
      <ControlButton
        icon={IconUsers}
        label={words.people}
        pressed={panel === 'people'}
        badge={staff?.waiting.length ?? 0}
        {...(staff && staff.waiting.length > 0 && { detail: `, ${texts.staffRoom.waiting} ${staff.waiting.length}` })}
        onClick={() => onPanel('people')}
      />
      <ControlButton
        icon={IconMessage}
        label={words.chat}
        pressed={panel === 'chat'}
        badge={panel === 'chat' ? 0 : unread}
        {...(unread > 0 && { detail: words.unread(unread) })}
        onClick={() => onPanel('chat')}
      />
      <ControlButton
        icon={speaker ? IconLayoutGrid : IconUserSquareRounded}
        label={words.view}
        detail={`, ${speaker ? texts.more.gridView : texts.more.speakerView}`}
        hint={speaker ? texts.more.gridView : texts.more.speakerView}
        onClick={() => devices.prefer({ layout: speaker ? 'grid' : 'speaker' })}
      />
      <ControlButton icon={IconDots} label={words.more} pressed={panel === 'more'} onClick={() => onPanel('more')} />
      <ControlButton icon={IconPhoneOff} label={words.leave} look="leave" onClick={onLeave} />
    </section>
  );
}

function Share({ on, onShare }: { on: boolean; onShare: () => void }) {
  const words = texts.sharing;
  return <ControlButton icon={on ? IconScreenShareOff : IconScreenShare} label={on ? words.stop : words.control} hint="S" onClick={onShare} />;
}

/** Start them, or call everybody back. */
function Breakouts({ view, onDivide }: { view: RoomView; onDivide: () => void }) {
  const { live } = useLive();
  const words = texts.breakouts;
  if (view.breakouts === null) return <ControlButton icon={IconArrowsSplit2} label={words.control} hint="G" onClick={onDivide} />;
  return <ControlButton icon={IconArrowsJoin2} label={words.callBack} hint={words.callBackHelp} onClick={() => void live.act({ type: 'call_back', seconds: 30 })} />;
}

/** Microphone and camera as they are, in the room and in a private word; a press turns round what is wished for. */
export function DeviceControls() {
  const { live, devices } = useLive();
  const { microphone, camera } = useOwn();
  const heard = microphone.on && microphone.track !== null;
  const seen = camera.on && camera.track !== null;
  return (
    <>
      <ControlButton
        icon={heard ? IconMicrophone : IconMicrophoneOff}
        label={heard ? texts.room.mute : texts.room.unmute}
        look={heard ? 'plain' : 'off'}
        hint="M"
        onClick={() => live.setMicrophone(!microphone.on)}
      />
      <ControlButton
        icon={seen ? IconVideo : IconVideoOff}
        label={texts.room.camera}
        pressed={seen}
        look={seen ? 'plain' : 'off'}
        hint="V"
        onClick={() => void devices.setOn('camera', !camera.on)}
      />
    </>
  );
}
