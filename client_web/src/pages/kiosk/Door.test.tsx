import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serve, show } from '../../testing/show';
import { Door } from './Door';

const recheck = vi.fn();

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  recheck.mockReset();
});

function type(code: string): void {
  for (const digit of code) fireEvent.click(screen.getByRole('button', { name: digit }));
}

async function send(action: 'Check in' | 'Check out'): Promise<void> {
  fireEvent.click(screen.getByRole('button', { name: action }));
  await act(() => vi.advanceTimersByTimeAsync(50));
}

function door(): void {
  show(<Door clinic="Cedar" phone="(555) 010-0142" recheck={recheck} />);
}

describe('the tablet at the door', () => {
  it('takes a code, thanks everybody alike, and clears itself', async () => {
    serve({ 'POST /api/kiosk/scan': { message: 'x' } });
    door();
    type('407182');
    expect(document.body.textContent).not.toContain('407182');
    await send('Check in');
    expect(screen.getByRole('status').textContent).toContain('You are checked in');

    await act(() => vi.advanceTimersByTimeAsync(4_100));
    screen.getByText('Your personal code');
    screen.getByText('0 digits entered');
  });

  it('says that a code did not work, and asks whether it is still a kiosk', async () => {
    serve({ 'POST /api/kiosk/scan': 401 });
    door();
    type('1111');
    await send('Check out');
    expect(screen.getByRole('alert').textContent).toContain('That code did not work');
    expect(recheck).toHaveBeenCalledOnce();
  });

  it('says that nothing was recorded when it is offline', async () => {
    serve({ 'POST /api/kiosk/scan': 0 });
    door();
    type('1111');
    await send('Check in');
    expect(screen.getByRole('alert').textContent).toContain('Nothing was recorded');
  });

  it('forgets a code that somebody left half typed', async () => {
    door();
    type('407');
    screen.getByText('3 digits entered');
    await act(() => vi.advanceTimersByTimeAsync(20_100));
    screen.getByText('0 digits entered');
  });

  it('can be typed on a keyboard too', () => {
    door();
    for (const key of ['4', '0', 'x', 'Backspace', '7', '1', '8']) fireEvent.keyDown(window, { key });
    screen.getByText('4 digits entered');
  });
});
