import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '../../api/problem';
import { show } from '../../testing/show';
import { Door } from './Door';
import { CannotKeep } from './offline/keeper';

const take = vi.fn<(code: string, action: string) => Promise<boolean>>();

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  take.mockReset();
});

function type(code: string): void {
  for (const digit of code) fireEvent.click(screen.getByRole('button', { name: digit }));
}

async function send(action: 'Check in' | 'Check out'): Promise<void> {
  fireEvent.click(screen.getByRole('button', { name: action }));
  await act(() => vi.advanceTimersByTimeAsync(50));
}

function door(away = false, waiting = 0): void {
  show(<Door clinic="Cedar" phone="(555) 010-0142" away={away} waiting={waiting} take={take} />);
}

describe('the tablet at the door', () => {
  it('takes a code, thanks everybody alike, and clears itself', async () => {
    take.mockResolvedValue(true);
    door();
    type('407182');
    expect(document.body.textContent).not.toContain('407182');
    await send('Check in');
    expect(screen.getByRole('status').textContent).toContain('You are checked in');

    await act(() => vi.advanceTimersByTimeAsync(4_100));
    screen.getByText('Your personal code');
    screen.getByText('0 digits entered');
  });

  it('says that a code did not work', async () => {
    take.mockRejectedValue(new ApiProblem('signed_out', 401, {}));
    door();
    type('1111');
    await send('Check out');
    expect(screen.getByRole('alert').textContent).toContain('That code did not work');
    expect(take).toHaveBeenCalledExactlyOnceWith('1111', 'check_out');
  });

  it('thanks everybody alike while it is offline', async () => {
    take.mockResolvedValue(false);
    door(true, 2);
    expect(screen.getByRole('alert').textContent).toContain('2 entries wait to be sent');
    type('1111');
    await send('Check in');
    expect(screen.getByRole('status').textContent).toContain('Noted. Thank you');
  });

  it('says that nothing was recorded when it can keep nothing', async () => {
    take.mockRejectedValue(new CannotKeep('full'));
    door(true);
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

  it('checks in with Enter, which the Enter key once did not', () => {
    take.mockResolvedValue(true);
    door();
    for (const key of ['4', '0', '7', '1']) fireEvent.keyDown(window, { key });
    fireEvent.keyDown(window, { key: 'Enter' });
    expect(take).toHaveBeenCalledExactlyOnceWith('4071', 'check_in');
  });

  it('leaves Enter to the button that has the focus', () => {
    take.mockResolvedValue(true);
    door();
    type('4071');
    fireEvent.keyDown(screen.getByRole('button', { name: 'Check out' }), { key: 'Enter' });
    expect(take).not.toHaveBeenCalled();
  });
});
