import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LiveContext, useRoom } from '../../../hooks/live';
import type { RosterView } from '../../../protocol/messages';
import { entered, flush, roomView, staffView, waiting } from '../../../testing/live';
import { show } from '../../../testing/show';
import { AdmitDialog } from './AdmitDialog';

type Why = RosterView['talk_first'];

const line = (talk_first: Why): RosterView => ({
  ...{ participant: 'kit', name: 'Kit', legal_name: 'Christopher', status: 'waiting', minutes: 0, identity_confirmed: false },
  ...{ quick_exit: false, hours: null, name_used: '', pronouns: '', agrees_to_observers: false, place: 'waiting', answers: null },
  talk_first,
});
const view = (talk_first: Why) =>
  roomView({ role: 'facilitator' }, { staff: staffView({ waiting: [waiting('kit', 'Christopher')], roster: [line(talk_first)] }) });

function Asked({ onClose }: { onClose: () => void }) {
  return <AdmitDialog who={useRoom().view?.staff?.waiting ?? []} onClose={onClose} />;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('sends what the reason was written for, and asks again when something else has come up since', async () => {
  const closed = vi.fn();
  const { live, devices, socket } = await entered(view(['not_alone']));
  await act(async () => void show(<LiveContext value={{ live, devices }}><Asked onClose={closed} /></LiveContext>));
  const push = (message: object) => act(async () => (socket.push(message), flush()));
  const admit = () => act(async () => void fireEvent.click(screen.getByRole('button', { name: 'I know who this is: let in' })));
  fireEvent.change(screen.getByRole('textbox'), { target: { value: 'Her sister left the room' } });
  await push({ type: 'view', room: view(['not_alone', 'program_not_licensed']) });

  await admit();
  const first = socket.of('admit').at(-1)!;
  expect(first.despite).toEqual(['not_alone']);
  await push({ type: 'error', id: first.id, code: 'reason_needed', message: '', findings: ['program_not_licensed'] });
  expect(screen.getByRole('alert').textContent).toContain('This has come up since you wrote');
  expect(closed).not.toHaveBeenCalled();

  await admit();
  const second = socket.of('admit').at(-1)!;
  expect(second.despite).toEqual(['not_alone', 'program_not_licensed']);
  await push({ type: 'result', id: second.id });
  expect(closed).toHaveBeenCalled();
});
