import { useEffect, useState } from 'react';
import type { RoomView } from '../../../protocol/messages';
import { useOwn, useRoom } from '../../../hooks/live';
import type { Captured } from '../../../media/capture';
import type { Notice } from '../../../room/state';
import { texts } from '../../../texts/en';
import { browserKind } from '../check/browser';
import classes from './room.module.css';

const SHOWN_FOR = 6_000;
const LONGER = 15_000;

/** Short words over the room for a moment. */
export function Notices({ view }: { view: RoomView }) {
  const { notice } = useRoom();
  const { microphone, camera } = useOwn();
  const text = useForAMoment(notice, words);
  const unheard = useForAMoment(microphone.problem ? microphone : null, (it) => trouble(texts.devices.microphoneProblems, it), LONGER);
  const unseen = useForAMoment(camera.problem ? camera : null, (it) => trouble(texts.devices.cameraProblems, it), LONGER);
  const exits = useForAMoment(useQuickExits(view), (it) => texts.staffRoom.leftByQuickExit(it), LONGER);
  return (
    <div className={classes.notice} role="status">
      {text && <p>{text}</p>}
      {exits && <p>{exits}</p>}
      {unheard && <p>{unheard}</p>}
      {unseen && <p>{unseen}</p>}
    </div>
  );
}

function words(notice: Notice): string {
  if (notice.kind === 'muted_by_staff') return texts.room.mutedByStaff;
  if (notice.kind === 'one_microphone') return texts.roomDevice.mutedHere;
  if (notice.kind === 'sharing_ended') return texts.sharing.ended;
  if (notice.kind === 'screen_denied') return texts.sharing.denied;
  if (notice.kind === 'screen_failed') return texts.sharing.failed;
  if (notice.kind === 'media_full') return texts.room.mediaFull;
  return notice.kind === 'covered_off' ? texts.room.uncovered : texts.room.said(notice.text);
}

/** What is wrong and what to do, in this browser where it was not allowed. */
function trouble(known: typeof texts.devices.microphoneProblems, { problem }: Captured): string {
  if (!problem) return '';
  const steps = texts.devices.steps[browserKind(navigator.userAgent, navigator.maxTouchPoints)].slice(0, -1);
  return `${known[problem].title}. ${problem === 'denied' ? steps.join(' ') : known[problem].help}`;
}

/** Names of those who left by the quick exit from one view to the next; for staff. */
function useQuickExits(view: RoomView): string[] | null {
  const [state, setState] = useState<{ view: RoomView; names: string[] | null }>({ view, names: null });
  if (state.view !== view) {
    const known = new Set(state.view.staff?.roster.filter(({ quick_exit }) => quick_exit).map(({ participant }) => participant));
    const found = view.staff?.roster.filter(({ quick_exit, participant }) => quick_exit && !known.has(participant)) ?? [];
    setState({ view, names: found.length > 0 ? found.map(({ name }) => name) : state.names });
  }
  return state.names;
}

/** A value is shown once; the same words are shown again when the value is another object. */
function useForAMoment<Value>(value: Value | null, say: (value: Value) => string, shownFor = SHOWN_FOR): string {
  const [over, setOver] = useState<Value | null>(null);
  useEffect(() => {
    if (value === null) return;
    const timer = setTimeout(() => setOver(value), shownFor);
    return () => clearTimeout(timer);
  }, [value, shownFor]);
  return value === null || value === over ? '' : say(value);
}
