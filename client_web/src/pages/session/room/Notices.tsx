import { useEffect, useState } from 'react';
import type { RoomView } from '../../../protocol/messages';
import { useOwn, useRoom } from '../../../hooks/live';
import { changes, type Change } from '../../../room/changes';
import type { Notice } from '../../../room/state';
import { texts } from '../../../texts/en';
import classes from './room.module.css';

const SHOWN_FOR = 6_000;

/** Short words over the room for a moment, and changes said to screen readers. */
export function Notices({ view }: { view: RoomView }) {
  const { notice } = useRoom();
  const { microphone, camera } = useOwn();
  const text = useForAMoment(notice, words);
  const trouble = [
    microphone.problem && texts.devices.microphoneProblems[microphone.problem].title,
    camera.problem && texts.devices.cameraProblems[camera.problem].title,
  ];
  const troubles = useForAMoment(trouble.filter(Boolean).join('. ') || null, (it) => it);
  const said = useSaid(view);
  return (
    <>
      <div className={classes.notice} role="status">
        {text && <p>{text}</p>}
        {troubles && <p>{troubles}</p>}
      </div>
      <p className="visually-hidden" aria-live="polite">
        {said}
      </p>
    </>
  );
}

function words(notice: Notice): string {
  if (notice.kind === 'muted_by_staff') return texts.room.mutedByStaff;
  return notice.kind === 'covered_off' ? texts.room.uncovered : notice.text;
}

function useForAMoment<Value>(value: Value | null, say: (value: Value) => string): string {
  const [over, setOver] = useState<Value | null>(null);
  useEffect(() => {
    if (value === null) return;
    const timer = setTimeout(() => setOver(value), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [value]);
  return value === null || value === over ? '' : say(value);
}

/** What changed from one view to the next, in words. */
function useSaid(view: RoomView): string {
  const [state, setState] = useState({ view, said: '' });
  if (state.view !== view) {
    const found = changes(state.view, view);
    setState({ view, said: found.length > 0 ? found.map(spoken).join('. ') : state.said });
  }
  return state.said;
}

function spoken(change: Change): string {
  switch (change.kind) {
    case 'hand':
      return texts.room.handRaised(change.name);
    case 'came':
      return texts.room.cameIn(change.name);
    case 'left':
      return texts.room.leftRoom(change.name);
    case 'waits':
      return texts.staffRoom.arrived(change.name);
    case 'own_hand':
      return texts.room.yourHand(change.raised);
  }
}
