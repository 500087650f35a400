import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveContext } from '../../../hooks/live';
import { entered, flush, roomView, staffView } from '../../../testing/live';
import { show } from '../../../testing/show';
import { HandoutTile } from './HandoutTile';

const CARDS = { handout: 'h-1', title: 'Coping cards', media_type: 'image/png' };

async function open(file: () => Promise<Blob>, closes = false) {
  const room = await entered(roomView(closes ? { role: 'facilitator' } : {}, { handout: CARDS, staff: closes ? staffView() : null }));
  await act(async () => {
    show(
      <LiveContext value={{ live: room.live, devices: room.devices }}>
        <HandoutTile handout={{ ...CARDS, file, closes }} width={640} height={480} />
      </LiveContext>,
    );
    await flush();
  });
  return room;
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  URL.createObjectURL = () => 'blob:one';
  URL.revokeObjectURL = () => undefined;
});
afterEach(() => void vi.useRealTimers());

describe('a hand-out before everybody', () => {
  it('has its title for those who do not see it, and can be opened by itself', async () => {
    await open(() => Promise.resolve(new Blob(['x'])));
    expect(screen.getByRole('img', { name: 'Coping cards' }).getAttribute('src')).toBe('blob:one');
    expect(screen.getByRole('link', { name: 'By itself, in a new tab' }).getAttribute('href')).toBe('blob:one');
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('says when it cannot be shown, and is tried again', async () => {
    let there = false;
    await open(() => (there ? Promise.resolve(new Blob(['x'])) : Promise.reject(new Error('offline'))));
    there = true;
    await act(async () => {
      fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
      await flush();
    });
    screen.getByRole('img', { name: 'Coping cards' });
  });

  it('is closed for everybody by staff', async () => {
    const { socket } = await open(() => Promise.resolve(new Blob(['x'])), true);
    await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Stop showing Coping cards' })));
    expect(socket.of('show_handout')).toMatchObject([{ handout: null }]);
  });
});
